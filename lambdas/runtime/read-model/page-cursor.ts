import { createHash } from 'node:crypto'

const CHECKSUM_LENGTH = 16

/**
 * The start of the next page, opaque to the caller.
 * @param scope everything that the list depends on besides the position, e.g. `['orders', customerId, status]`: a cursor
 *   is of use only with the query that it came from.
 */
export function encodeCursor(scope: readonly string[], position: string): string {
  return Buffer.from(checksum(scope, position) + position).toString('base64url')
}

/** Whether DynamoDB takes the text for a sort key, and so for a position among sort keys. */
const isSortKey = (position: string): boolean => position !== '' && Buffer.byteLength(position) <= 1024

/** Whether the text is the sequence of an event. */
export const isSequence = (position: string): boolean => /^[1-9]\d{0,14}$/.test(position)

/**
 * Nothing for a cursor that this list did not give out. The checksum is for a clear answer, not for secrecy: a forged
 * cursor names a position within the same list and shows nothing that its caller could not read anyway. It has no secret, so that
 * a forged cursor may name anything; what the list cannot have for a position is refused as well.
 * @param isPosition Default: whether it can be a sort key.
 */
export function decodeCursor(
  scope: readonly string[],
  cursor: string,
  isPosition: (text: string) => boolean = isSortKey,
): string | undefined {
  const decoded = Buffer.from(cursor, 'base64url').toString()
  const position = decoded.slice(CHECKSUM_LENGTH)
  return encodeCursor(scope, position) === cursor && isPosition(position) ? position : undefined
}

const checksum = (scope: readonly string[], position: string): string =>
  createHash('sha256')
    .update(JSON.stringify([...scope, position]))
    .digest('base64url')
    .slice(0, CHECKSUM_LENGTH)
