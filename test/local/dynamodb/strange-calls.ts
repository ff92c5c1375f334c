import fc from 'fast-check'
import type { Call } from './random-calls.ts'

/** Operations at and beyond the borders of what DynamoDB takes. */
const TableName = 'events'
const Key = { pk: { S: 'a' }, sk: { N: '1' } }

const ordinary = fc.constantFrom<object>({ S: 'x' }, { N: '1' }, { B: 'AA==' })
const extreme = fc.constantFrom<object>(
  { S: '' },
  { S: 'x' },
  { N: '1' },
  { N: '1.0' },
  { B: '' },
  { BOOL: true },
  { NULL: true },
  { L: [] },
  { L: [{ S: 'a' }] },
  { M: {} },
  { M: { '': { S: 'a' } } },
  { M: { a: { N: '01' }, '': { S: 'a' } } },
  { SS: ['a'] },
  { SS: ['', ''] },
  { SS: ['a', 'a'] },
  { SS: [] },
  { NS: ['1', '1.0'] },
  { BS: ['', ''] },
  { BS: ['AA=='] },
)
const anyValue = fc.oneof(ordinary, extreme)
const operand = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom('s', 'n', 'l[0]', 'size(s)', ':v', ':w') },
  fc.constantFrom('l[2147483647]', 'l[2147483648]'),
)
const comparison = fc.oneof(
  fc.tuple(operand, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), operand).map((parts) => parts.join(' ')),
  fc.tuple(operand, operand, operand).map(([a, b, c]) => `${a} BETWEEN ${b} AND ${c}`),
  fc
    .tuple(operand, fc.array(operand, { minLength: 1, maxLength: 3 }))
    .map(([a, list]) => `${a} IN (${list.join(', ')})`),
  fc.tuple(operand, fc.constantFrom(99, 100, 101)).map(([a, n]) => `${a} IN (${Array(n).fill(':v').join(', ')})`),
  fc.constantFrom(149, 150, 151).map((n) => Array(n).fill('n = :v').join(' OR ')),
  fc.constantFrom(4096, 4097).map((bytes) => 'n = :v'.padEnd(bytes)),
)

/** Values for what the expressions use of them, names sometimes empty. */
function withValues(input: Record<string, unknown>, v: object, w: object, names: object | undefined): object {
  const text = Object.entries(input)
    .flatMap(([name, part]) => (name.endsWith('Expression') ? [String(part)] : []))
    .join(' ')
  const values = { ...(/:v/.test(text) && { ':v': v }), ...(/:w/.test(text) && { ':w': w }) }
  return {
    TableName,
    ...input,
    ...(names && { ExpressionAttributeNames: names }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
  }
}

const names = fc.oneof({ weight: 30, arbitrary: fc.constant(undefined) }, fc.constant({}))
const select = fc.constantFrom('ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT')

export const strangeCall: fc.Arbitrary<Call> = fc.oneof(
  fc.tuple(comparison, anyValue, anyValue, names).map(([FilterExpression, v, w, n]): Call => {
    return ['Scan', withValues({ FilterExpression }, v, w, n)]
  }),
  fc.tuple(comparison, anyValue, anyValue, names).map(([ConditionExpression, v, w, n]): Call => {
    return ['DeleteItem', withValues({ Key, ConditionExpression }, v, w, n)]
  }),
  fc.tuple(anyValue, fc.constantFrom('n', 's', 'l', 'm', 'x', '')).map(([value, name]): Call => {
    return ['PutItem', { TableName, Item: { ...Key, [name]: value } }]
  }),
  fc.tuple(fc.constantFrom('s', 'l[0]', 'l[2147483648]', 'm.x'), anyValue).map(([path, v]): Call => {
    return ['UpdateItem', withValues({ Key, UpdateExpression: `SET ${path} = :v` }, v, {}, undefined)]
  }),
  fc
    .tuple(select, fc.option(fc.constantFrom('s', 'pk'), { nil: undefined }), fc.boolean())
    .map(([Select, path, index]): Call => {
      const input = { Select, ...(path && { ProjectionExpression: path }), ...(index && { IndexName: 'by-time' }) }
      return ['Scan', { TableName, ...input }]
    }),
)
