import fc from 'fast-check'

/** An operation on the table `events`. */
export type Call = [operation: string, input: object]

const number = fc.constantFrom('-10', '-1.5', '0', '1', '2.25', '3', '10', '1e2', '007')
const text = fc.constantFrom('a', 'ab', 'abc', 'b', 'ü', '~', '!', ' ')
const scalar = fc.oneof(
  number.map((N) => ({ N })),
  text.map((S) => ({ S })),
  fc.boolean().map((BOOL) => ({ BOOL })),
  fc.constantFrom('', 'AAE=', '/w==').map((B) => ({ B })),
  fc.constant({ NULL: true }),
)
const value = fc.oneof(
  scalar,
  fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
  fc.uniqueArray(fc.constantFrom('1', '2', '3'), { minLength: 1 }).map((NS) => ({ NS })),
  fc.array(scalar, { maxLength: 3 }).map((L) => ({ L })),
  fc.dictionary(fc.constantFrom('x', 'y'), scalar).map((M) => ({ M })),
)
const key = fc.record({ pk: fc.constantFrom('a', 'b').map((S) => ({ S })), sk: number.map((N) => ({ N })) })
const attributes = fc.dictionary(fc.constantFrom('n', 's', 'l', 'm', 't', 'slot', 'event_id'), value, { maxKeys: 5 })
const item = fc.tuple(key, attributes).map(([own, others]) => ({ ...others, ...own }))

const path = fc.constantFrom('n', 's', 'l', 'm', 't', 'm.x', 'l[0]', 'l[1]', '#n', 'm.#n', 'slot', 'sk')
const operand = fc.oneof(
  path,
  fc.constantFrom(':v', ':w'),
  path.map((inner) => `size(${inner})`),
)
/** Dynalite is wrong about comparisons in which both sides are missing or are documents, so those are left out. */
const compared = fc.oneof(
  path,
  path.map((inner) => `size(${inner})`),
)
const test = fc.oneof(
  fc
    .tuple(compared, fc.constantFrom('=', '<>', '<', '<=', '>', '>='), fc.constantFrom(':v', ':w'))
    .map((parts) => parts.join(' ')),
  fc.tuple(fc.constantFrom('attribute_exists', 'attribute_not_exists'), path).map(([name, at]) => `${name}(${at})`),
  fc
    .tuple(fc.constantFrom('begins_with', 'contains', 'attribute_type'), path)
    .map(([name, at]) => `${name}(${at}, :v)`),
  compared.map((at) => `${at} BETWEEN :v AND :w`),
  compared.map((at) => `${at} IN (:v, :w)`),
)
const condition = fc.oneof(
  test,
  fc.tuple(test, fc.constantFrom('AND', 'OR'), test).map((parts) => parts.join(' ')),
  test.map((inner) => `NOT ${inner}`),
)
/** Dynalite hangs on a value that would contain itself. */
const containsItself = /(^|, )(m\.\S+|l\[\d\]) = .*\b[ml]\b(?![.[])/
const assignment = fc
  .oneof(
    fc.tuple(path, operand).map(([a, b]) => `${a} = ${b}`),
    fc.tuple(path, operand, fc.constantFrom('+', '-'), operand).map(([a, b, sign, c]) => `${a} = ${b} ${sign} ${c}`),
    fc.tuple(path, path, operand).map(([a, b, c]) => `${a} = if_not_exists(${b}, ${c})`),
    fc.tuple(path, operand, operand).map(([a, b, c]) => `${a} = list_append(${b}, ${c})`),
  )
  .filter((text) => !containsItself.test(text))
const update = fc.oneof(
  fc.array(assignment, { minLength: 1, maxLength: 3 }).map((parts) => `SET ${parts.join(', ')}`),
  path.map((at) => `REMOVE ${at}`),
  fc.tuple(fc.constantFrom('ADD', 'DELETE'), path).map(([section, at]) => `${section} ${at} :v`),
  fc.tuple(assignment, path).map(([set, at]) => `SET ${set} REMOVE ${at}`),
)

/** Names and values for what the expressions use of them. */
function withOperands(input: Record<string, unknown>, v: object, w: object): object {
  const used = Object.entries(input).flatMap(([name, part]) => (name.endsWith('Expression') ? [String(part)] : []))
  const all = used.join(' ')
  const values = { ...(/:v/.test(all) ? { ':v': v } : {}), ...(/:w/.test(all) ? { ':w': w } : {}) }
  return {
    TableName: 'events',
    ...input,
    ...(/#n/.test(all) ? { ExpressionAttributeNames: { '#n': 'x' } } : {}),
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  }
}

const returnValues = fc.constantFrom('NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW')
/** Any read, write, condition or update of the items of a few keys. */
export const call: fc.Arbitrary<Call> = fc.oneof(
  { weight: 4, arbitrary: item.map((Item): Call => ['PutItem', { TableName: 'events', Item }]) },
  fc.tuple(item, condition, scalar, scalar).map(([Item, ConditionExpression, v, w]): Call => {
    return ['PutItem', withOperands({ Item, ConditionExpression, ReturnValues: 'ALL_OLD' }, v, w)]
  }),
  {
    weight: 4,
    arbitrary: fc
      .tuple(key, update, value, value, returnValues)
      .map(([Key, UpdateExpression, v, w, ReturnValues]): Call => {
        return ['UpdateItem', withOperands({ Key, UpdateExpression, ReturnValues }, v, w)]
      }),
  },
  fc.tuple(key, condition, scalar, scalar).map(([Key, ConditionExpression, v, w]): Call => {
    return ['DeleteItem', withOperands({ Key, ConditionExpression, ReturnValues: 'ALL_OLD' }, v, w)]
  }),
  fc.tuple(key, fc.uniqueArray(path, { minLength: 1, maxLength: 3 })).map(([Key, paths]): Call => {
    return ['GetItem', withOperands({ Key, ProjectionExpression: paths.join(', ') }, {}, {})]
  }),
  fc
    .tuple(
      fc.constantFrom('=', '<', '<=', '>', '>='),
      scalar,
      fc.boolean(),
      fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    )
    .map(([operator, v, ScanIndexForward, Limit]): Call => {
      const KeyConditionExpression = `pk = :w AND sk ${operator} :v`
      return [
        'Query',
        withOperands({ KeyConditionExpression, ScanIndexForward, ...(Limit ? { Limit } : {}) }, v, { S: 'a' }),
      ]
    }),
  fc.tuple(condition, scalar).map(([FilterExpression, v]): Call => {
    return ['Query', withOperands({ KeyConditionExpression: 'pk = :w', FilterExpression }, v, { S: 'a' })]
  }),
  fc.tuple(text, fc.boolean()).map(([start, ScanIndexForward]): Call => {
    const KeyConditionExpression = 'slot = :w AND begins_with(event_id, :v)'
    return [
      'Query',
      withOperands({ IndexName: 'by-time', KeyConditionExpression, ScanIndexForward }, { S: start }, { S: 'a' }),
    ]
  }),
)

/** An empty `Attributes` where nothing was updated that is there means the same as none. */
export function withoutNothing({ Attributes, ...others }: { Attributes?: unknown; [member: string]: unknown }): object {
  const isEmpty = Object.keys(Attributes ?? {}).length === 0
  return JSON.parse(JSON.stringify(isEmpty ? others : { Attributes, ...others }))
}
