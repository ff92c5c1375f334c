import { type AttributeValue, type Item, typeOf } from './attribute-values.ts'

/** Largest item, in bytes as DynamoDB counts them. */
export const MAX_ITEM_BYTES = 400 * 1024

/** Bytes of an item as DynamoDB counts them for limits and capacity: names and values in UTF-8. */
export function itemSize(item: Item): number {
  let bytes = 0
  for (const name in item) bytes += Buffer.byteLength(name) + valueSize(item[name] as AttributeValue)
  return bytes
}

/** True when an item's JSON is so short that its size cannot be above the limit: spares the exact count. */
export function isSurelyBelow(json: string, bytes: number): boolean {
  return json.length * 3 < bytes
}

function valueSize(value: AttributeValue): number {
  const type = typeOf(value)
  switch (type) {
    case 'S':
      return Buffer.byteLength(value.S ?? '')
    case 'N':
      return numberSize(value.N ?? '0')
    case 'B':
      return Buffer.byteLength(value.B ?? '', 'base64')
    case 'SS':
      return (value.SS ?? []).reduce((sum, entry) => sum + Buffer.byteLength(entry), 0)
    case 'NS':
      return (value.NS ?? []).reduce((sum, entry) => sum + numberSize(entry), 0)
    case 'BS':
      return (value.BS ?? []).reduce((sum, entry) => sum + Buffer.byteLength(entry, 'base64'), 0)
    case 'L':
      return (value.L ?? []).reduce((sum, entry) => sum + 1 + valueSize(entry), 3)
    case 'M':
      return 3 + Object.keys(value.M ?? {}).length + itemSize(value.M ?? {})
    default:
      return 1
  }
}

/** About one byte per two significant digits, plus one. */
function numberSize(text: string): number {
  const digits = text.replace(/[-.]/g, '').replace(/^0+|0+$/g, '')
  return Math.ceil(digits.length / 2) + (text.startsWith('-') ? 2 : 1)
}
