import db from 'dynalite/db/index.js'
import { throwIfInvalid, validationError } from '../errors.ts'
import { type AttributeValue, type Item, typeOf } from '../requests/attribute-values.ts'
import { END, encodeKeyPart, partitionHash } from '../storage/encoding.ts'
import type { KeyAttribute, Table, TableIndex } from '../tables/table.ts'

const MAX_HASH_BYTES = 2048
const MAX_RANGE_BYTES = 1024

/** Storage keys of one partition start with this. */
export function partitionPrefix(prefix: string, hash: AttributeValue): string {
  const encoded = encodeKeyPart(hash)
  return `${prefix}${partitionHash(encoded)}${encoded}${END}`
}

/** The storage key of the item whose key attributes are in `item`, which must be valid. */
export function itemKey(table: Table, item: Item): string {
  const partition = partitionPrefix(table.prefix, item[table.hash.name] as AttributeValue)
  return table.range ? partition + encodeKeyPart(item[table.range.name] as AttributeValue) + END : partition
}

/** The storage key of the item's entry in the index; undefined if it has none, for lack of a key attribute. */
export function indexKey(table: Table, index: TableIndex, item: Item): string | undefined {
  const hash = item[index.hash.name]
  const range = index.range && item[index.range.name]
  if (!hash || (index.range && !range)) return undefined
  const partition = partitionPrefix(index.prefix, hash)
  const own = encodeKeyPart(item[table.hash.name] as AttributeValue) + END
  const ownRange = table.range ? encodeKeyPart(item[table.range.name] as AttributeValue) + END : ''
  return (range ? partition + encodeKeyPart(range) + END : partition) + own + ownRange
}

/** Throws unless `key` is exactly a key of the table. */
export function checkKey(table: Table, key: Item): void {
  const members = Object.keys(key).length
  const valid = members === (table.range ? 2 : 1) && isKeyPart(key, table.hash, MAX_HASH_BYTES)
  if (valid && (!table.range || isKeyPart(key, table.range, MAX_RANGE_BYTES))) return
  throwIfInvalid(db.validateKey(key, table.definition.description))
}

/** Throws unless the item has the table's key, and values of the right type for the keys of its indexes. */
export function checkItem(table: Table, item: Item): void {
  const valid = isKeyPart(item, table.hash, MAX_HASH_BYTES)
  if (!valid || (table.range && !isKeyPart(item, table.range, MAX_RANGE_BYTES))) {
    throwIfInvalid(db.validateItem(item, table.definition.description))
  }
  checkIndexKeys(table, item)
}

/** `mismatch` is what to say of a value of the wrong type, if not what is said of a put item. */
export function checkIndexKeys(table: Table, item: Item, mismatch?: string): void {
  for (const index of table.indexes) {
    checkIndexKey(index, index.hash, item, mismatch)
    checkKeySize(index.hash, item, MAX_HASH_BYTES, 'Size of hashkey has exceeded the maximum size limit of')
    if (!index.range) continue
    checkIndexKey(index, index.range, item, mismatch)
    checkKeySize(
      index.range,
      item,
      MAX_RANGE_BYTES,
      'Aggregated size of all range keys has exceeded the size limit of ',
    )
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html#limits-partition-sort-keys */
function checkKeySize({ name, type }: KeyAttribute, item: Item, maxBytes: number, problem: string): void {
  const text = item[name]?.[type]
  if (text === undefined || type === 'N') return
  if (text.length * 3 <= maxBytes || Buffer.byteLength(text, type === 'B' ? 'base64' : 'utf8') <= maxBytes) return
  throw validationError(`One or more parameter values were invalid: ${problem}${maxBytes} bytes`)
}

function checkIndexKey(index: TableIndex, key: KeyAttribute, item: Item, mismatch: string | undefined): void {
  const value = item[key.name]
  if (!value) return
  const actual = typeOf(value)
  if (actual !== key.type) {
    const detail = `Index Key ${key.name} Expected: ${key.type} Actual: ${actual} IndexName: ${index.name}`
    throw validationError(mismatch ?? `One or more parameter values were invalid: Type mismatch for ${detail}`)
  }
  if (value[key.type] === '') {
    throw validationError(
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
        `The AttributeValue for a key attribute cannot contain an empty ${key.type === 'S' ? 'string' : 'binary'} ` +
        `value. IndexName: ${index.name}, IndexKey: ${key.name}`,
    )
  }
}

function isKeyPart(item: Item, key: KeyAttribute, maxBytes: number): boolean {
  const value = item[key.name]?.[key.type]
  return value !== undefined && value !== '' && value.length * 3 <= maxBytes
}
