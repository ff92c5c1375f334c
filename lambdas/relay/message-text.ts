/**
 * SQS and SNS refuse two code points that JSON and DynamoDB allow. Escaped, the JSON means the same and is taken.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html: allowed are "#x9 | #xA | #xD |
 * #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF"; JSON.stringify escapes the others itself.
 */
export const messageText = (json: string): string =>
  json.replace(/[\uFFFE\uFFFF]/g, (character) => `\\u${character.charCodeAt(0).toString(16)}`)
