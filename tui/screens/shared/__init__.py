"""The parts that several pages share: palette, command line, order, views, $EDITOR."""
