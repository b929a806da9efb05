// The provider's own Node SDK against `overture sandbox serve`: does an independent client believe the sandbox?
// How to run it: CONTRIBUTING.md. It ends with the first answer that the SDK or this script does not believe.
import assert from 'node:assert/strict';
import { UnipileClient } from 'unipile-node-sdk';

const [address, seed = 'jane-doe-12ab34'] = process.argv.slice(2);
const account_id = 'acc-sdk';
const client = new UnipileClient(address, 'sandbox', { validateRequestPayloadLevel: 'error' });
const headers = { 'X-API-KEY': 'sandbox', 'content-type': 'application/json' };

const seen = (what, value) => console.log(`${what}: ${value}`);

async function at(hours) {
  // The sandbox lives in the highest time that it was told: the SDK itself tells none.
  const told = new Date(Date.now() + hours * 3_600_000).toISOString();
  await fetch(`${address}/api/v1/accounts`, { headers: { ...headers, 'X-Sandbox-Now': told } });
}

async function friend() {
  // Somebody who accepts within sixty days: about every third person does.
  for (let number = 0; number < 40; number += 1) {
    const identifier = `${seed}${number}`;
    const profile = await client.users.getProfile({ account_id, identifier });
    if (profile.network_distance === 'FIRST_DEGREE') continue;
    await client.users.sendInvitation({ account_id, provider_id: profile.provider_id });
  }
  await at(24 * 61);
  const { items } = await client.users.getAllRelations({ account_id, limit: 100 });
  return items;
}

const profile = await client.users.getProfile({ account_id, identifier: seed });
assert.equal(profile.public_identifier, seed);
seen('profile', `${profile.first_name} ${profile.last_name}, ${profile.network_distance}`);

const invited = await client.users.sendInvitation({ account_id, provider_id: profile.provider_id, message: 'Hi' });
assert.equal(invited.object, 'UserInvitationSent');
const sent = await client.users.getAllInvitationsSent({ account_id, limit: 100 });
assert.ok(sent.items.some((item) => item.id === invited.invitation_id && item.invited_user_public_id === seed));
seen('invitation', `${invited.invitation_id}, listed as "${sent.items[0].date}"`);

const accounts = await client.account.getAll();
assert.ok(accounts.items.some((item) => item.id === account_id && item.sources[0].status === 'OK'));
const one = await client.account.getOne(account_id);
const own = await client.users.getOwnProfile(account_id);
seen('accounts', `${accounts.items.length}, ${one.name}, premium ${own.premium}`);

const cancelled = await client.users.cancelInvitationSent({ account_id, invitation_id: invited.invitation_id });
assert.equal(cancelled.object, 'InvitationCanceled');
await assert.rejects(
  client.users.sendInvitation({ account_id, provider_id: profile.provider_id }),
  (error) => error.body?.type === 'errors/already_invited_recently' && error.body.status === 422,
);
seen('withdrawn', 'and the next invitation refused as already_invited_recently');

const relations = await friend();
assert.ok(relations.length > 0 && relations[0].created_at > 0);
seen('relations', `${relations.length}, the newest ${relations[0].public_identifier}`);

const started = await client.messaging.startNewChat({
  account_id, attendees_ids: [relations[0].member_id], text: 'Good to meet you',
});
assert.equal(started.object, 'ChatStarted');
const messages = await client.messaging.getAllMessagesFromChat({ chat_id: started.chat_id });
assert.ok(messages.items.some((item) => item.id === started.message_id && item.text === 'Good to meet you'));
const second = await client.messaging.sendMessage({ chat_id: started.chat_id, text: 'One more thing' });
assert.equal(second.object, 'MessageSent');
const chats = await client.messaging.getAllChats({ account_id });
assert.ok(chats.items.some((item) => item.id === started.chat_id));
const chat = await client.messaging.getChat(started.chat_id);
assert.equal(chat.id, started.chat_id);
const all = await client.messaging.getAllMessages({ account_id, limit: 50 });
assert.ok(all.items.some((item) => item.text === 'One more thing' && item.is_sender === 1));
const about = await client.messaging.getAllChatsFromAttendee({ attendee_id: relations[0].member_id, account_id });
assert.equal(about.items[0].id, started.chat_id);
seen('chat', `${started.chat_id}, ${messages.items.length} messages read back, ${chats.items.length} chats`);
console.log('The SDK believes the sandbox.');
