"""The fuzz: hostile bytes and words through every door, and what must hold. `make fuzz` is long, `make test` short.

| door | what comes in | in `tests/fuzz/` |
| --- | --- | --- |
| contacts | contact files: tables, encodings, workbooks (`source import`, `contact block`) | contacts, workbooks |
| files | contact files as other tools write them, of known people: greetings, refusals, sums | made_files, made_names |
| campaigns | campaign files: values, tables, texts, broken TOML (`campaign create`, `campaign edit`) | campaigns |
| lists | lists and texts from a file or stdin (`contact forget --from`, `queue edit-text`) | lists |
| config, key | `config.toml`, `provider.key` of a home | settings |
| templates | texts with hostile constants, filters and nesting, for people with hostile names | templates |
| arguments, environment | words of the command line, bytes that are no text, variables | arguments |
| answers, wire | the provider's answers to each call of the real client; bytes on its socket | answers, wire |
| journeys | three days of the engine on such answers: shown = approved = sent, and all else goes on | journeys |
| stores | stores that are restored, with foreign parts and values; stores with flipped bytes | stores |
| homes | the side journal and the small files beside the store | stores |
| places | pipes, links, folders where a file of the home, or one that is given, should be | places |
| served | requests to the sandbox that is served on this machine | served |
| fields | text pasted into the app's fields | fields |

Each case goes through its door in a child process (`forked`), on a home that is thrown away. It must end in a typed
error or a right result, never as a "error in Overture", a traceback or a wait for ever; nothing unclean may be stored
or shown (`oracle`); and it may take at most 20 times the processor time of a harmless twin of equal size, and 64 MB
more memory (`door`). What is drawn follows from a seed and a number of cases (`session`), never from a clock. `mutants`
holds a planted defect for each door, which must be found.
"""
