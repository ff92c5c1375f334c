import{createRequire as __r}from'node:module';const require=__r(import.meta.url);
import {
  isoTime
} from "./chunk-R2FLTNCR.mjs";
import {
  UpdateItemCommand
} from "./chunk-2PK2AIU4.mjs";
import "./chunk-PXGTI7XW.mjs";
import "./chunk-7SOEB2XN.mjs";
import "./chunk-TZY5Q4OZ.mjs";
import "./chunk-LSMFQKDM.mjs";

// lambdas/runtime/dead-letter/fingerprint.ts
import { createHash } from "node:crypto";
var fingerprint = (type, message) => createHash("sha256").update(`${type}
${withoutSpecifics(message)}`).digest("hex").slice(0, 16);
var specifics = [
  [/"[^"\n]*"|'[^'\n]*'|`[^`\n]*`/g, "<text>"],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<uuid>"],
  [/\d{4}-\d{2}-\d{2}T[\d:.]+Z?/g, "<time>"],
  // A prefixed id: the prefix says what it is, and stays.
  [/\b([a-z]+_)(?=[A-Za-z-]*\d)[A-Za-z0-9-]+\b/g, "$1<id>"],
  [/\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b/gi, "<hex>"],
  [/:\d+:\d+\b/g, ""],
  [/\d+(\.\d+)?/g, "<n>"],
  [/\s+/g, " "]
];
var COMPARED_LENGTH = 500;
var withoutSpecifics = (message) => specifics.reduce(
  (text2, [pattern, replacement]) => text2.replace(pattern, replacement),
  message.slice(0, COMPARED_LENGTH)
);

// lambdas/runtime/dead-letter/lenient-ids.ts
function lenientIds(body) {
  const envelope = findEnvelope(body);
  const metadata = asObject(envelope?.metadata);
  return {
    eventId: text(envelope?.event_id) ?? text(envelope?.command_id),
    eventType: text(envelope?.event_type) ?? text(envelope?.command_type),
    aggregateId: text(envelope?.aggregate_id),
    correlationId: text(metadata?.correlation_id),
    causationId: text(metadata?.causation_id)
  };
}
function findEnvelope(body) {
  const value = asObject(parse(body));
  const inner = asObject(value?.detail) ?? (typeof value?.Message === "string" ? asObject(parse(value.Message)) : void 0);
  return inner ?? value;
}
function parse(body) {
  try {
    return JSON.parse(body);
  } catch {
    return void 0;
  }
}
var asObject = (value) => typeof value === "object" && value !== null ? value : void 0;
var text = (value) => typeof value === "string" && /^[A-Za-z0-9_.:-]{1,128}$/.test(value) ? value : void 0;

// lambdas/runtime/dead-letter/dead-letter.ts
function toDeadLetter(consumer, delivery, message, { error, ...history }) {
  const { messageId, groupId, body } = delivery;
  const ids = message ? {
    eventId: message.id,
    eventType: message.type,
    aggregateId: message.aggregateId,
    correlationId: message.correlationId,
    causationId: message.causationId
  } : lenientIds(body);
  const errorType = typeOf(error);
  return {
    ...history,
    ...ids,
    consumer,
    id: ids.eventId ?? messageId,
    messageId,
    groupId,
    errorType,
    errorMessage: error.message,
    errorStack: error.stack,
    fingerprint: fingerprint(errorType, error.message),
    body
  };
}
var typeOf = (error) => typeof error.code === "string" ? `${error.name}:${error.code}` : error.name;

// lambdas/runtime/dead-letter/dead-letter-record.ts
var TTL_SECONDS = 365 * 86400;
var MAX_BODY_BYTES = 300 * 1024;
var MAX_TEXT_CHARACTERS = 8e3;
async function saveDeadLetterRecord(dynamo, table, letter) {
  await dynamo.send(new UpdateItemCommand(toUpdate(table, letter)));
}
function toUpdate(table, letter) {
  const bodyBytes = Buffer.byteLength(letter.body);
  const attributes = {
    event_type: letter.eventType,
    aggregate_id: letter.aggregateId,
    correlation_id: letter.correlationId,
    causation_id: letter.causationId,
    message_id: letter.messageId,
    group_id: letter.groupId,
    error_type: letter.errorType,
    error_message: letter.errorMessage.slice(0, MAX_TEXT_CHARACTERS),
    error_stack: letter.errorStack?.slice(0, MAX_TEXT_CHARACTERS),
    fingerprint: letter.fingerprint,
    attempts: letter.attempts,
    last_failed_at: isoTime(letter.lastFailedAt),
    body: bodyBytes <= MAX_BODY_BYTES ? letter.body : void 0,
    body_bytes: bodyBytes,
    status: "dead",
    expires_at: Math.ceil(letter.lastFailedAt / 1e3) + TTL_SECONDS
  };
  const present = Object.entries(attributes).filter(([, value]) => value !== void 0 && value !== "");
  return {
    TableName: table,
    Key: { pk: { S: letter.consumer }, sk: { S: letter.id } },
    UpdateExpression: [
      "SET first_failed_at = if_not_exists(first_failed_at, :first_failed_at)",
      ...present.map((_, index) => `#a${index} = :a${index}`)
    ].join(", ").concat(" ADD deaths :one"),
    ExpressionAttributeNames: Object.fromEntries(present.map(([name], index) => [`#a${index}`, name])),
    ExpressionAttributeValues: {
      ":first_failed_at": { S: isoTime(letter.firstFailedAt) },
      ":one": { N: "1" },
      ...Object.fromEntries(present.map(([, value], index) => [`:a${index}`, toAttribute(value)]))
    }
  };
}
var toAttribute = (value) => typeof value === "number" ? { N: String(value) } : { S: value.toWellFormed() };

// lambdas/runtime/dead-letter/message-attributes.ts
var MAX_MESSAGE_BYTES = 1024 * 1024;
var MAX_ERROR_MESSAGE_CHARACTERS = 1e3;
function toMessageAttributes(letter) {
  const attributes = {
    error_type: letter.errorType,
    error_message: letter.errorMessage.slice(0, MAX_ERROR_MESSAGE_CHARACTERS),
    fingerprint: letter.fingerprint,
    attempts: String(letter.attempts),
    first_failed_at: isoTime(letter.firstFailedAt),
    last_failed_at: isoTime(letter.lastFailedAt),
    consumer: letter.consumer,
    event_type: letter.eventType ?? "",
    event_id: letter.eventId ?? "",
    correlation_id: letter.correlationId ?? ""
  };
  return withinLimit(Object.fromEntries(Object.entries(attributes).flatMap(clean)), letter.body);
}
var clean = ([name, value]) => {
  const allowed = value.toWellFormed().replace(notAllowed, "\uFFFD");
  return allowed === "" ? [] : [[name, allowed]];
};
var notAllowed = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;
function withinLimit(attributes, body) {
  const bytes = (text2) => Buffer.byteLength(text2);
  let room = MAX_MESSAGE_BYTES - bytes(body);
  const kept = {};
  for (const [name, value] of mostImportantFirst(attributes)) {
    const size = bytes(name) + bytes(value) + "String".length;
    if (size > room) continue;
    kept[name] = value;
    room -= size;
  }
  return kept;
}
function mostImportantFirst({ error_message, ...others }) {
  return [...Object.entries(others), ...error_message ? [["error_message", error_message]] : []];
}

// lambdas/runtime/dead-letter/bury.ts
async function bury({ consumer, queue, dynamo, deadLetterTable }, delivery, message, cause) {
  const letter = toDeadLetter(consumer, delivery, message, cause);
  await queue.deadLetter({
    body: letter.body,
    attributes: toMessageAttributes(letter),
    groupId: letter.groupId,
    deduplicationId: letter.groupId === void 0 ? void 0 : letter.messageId
  });
  await saveDeadLetterRecord(dynamo, deadLetterTable, letter);
}
export {
  bury
};
