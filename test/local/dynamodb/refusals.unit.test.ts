import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type LocalDynamoDb, startDynamoDb } from '../../../local/dynamodb/index.ts'

/**
 * Inputs that DynamoDB refuses, each looked up in AWS's documentation:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html (limits of expressions, names),
 * .../Expressions.OperatorsAndFunctions.html (what can be compared), .../API_Query.html (Select).
 */
let db: LocalDynamoDb
const TableName = 'refusals'
const Key = { p: { S: 'a' } }

beforeAll(async () => {
  db = await startDynamoDb({ region: 'us-east-1', accountId: '000000000000' })
  await db.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['p', 'g'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'p', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'keys-only',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  })
  await db.call('PutItem', { TableName, Item: { ...Key, g: { S: 'g' }, s: { S: 'x' }, l: { L: [{ S: 'q' }] } } })
})
afterAll(() => db.close())

/** What the operation answers; the error's text if it is refused. */
async function answer(operation: string, input: object): Promise<string> {
  try {
    await db.call(operation, { TableName, ...input })
    return 'accepted'
  } catch (error) {
    expect((error as { code: string }).code).toBe('ValidationException')
    return (error as Error).message
  }
}

const scan = (FilterExpression: string, values?: object, more: object = {}) =>
  answer('Scan', { FilterExpression, ...(values && { ExpressionAttributeValues: values }), ...more })
const update = (UpdateExpression: string, values?: object, more: object = {}) =>
  answer('UpdateItem', { Key, UpdateExpression, ...(values && { ExpressionAttributeValues: values }), ...more })
const condition = (ConditionExpression: string, values: object) => update('SET z = p', values, { ConditionExpression })
const numbered = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`:v${n}`, { S: `${n}` }]))
const query = (more: object) =>
  answer('Query', { KeyConditionExpression: 'p = :p', ExpressionAttributeValues: { ':p': Key.p }, ...more })

describe('a comparison with a value that has no order is refused', () => {
  const values = [{ BOOL: true }, { NULL: true }, { L: [] }, { M: {} }, { SS: ['a'] }, { NS: ['1'] }, { BS: ['YQ=='] }]
  const comparisons = [
    's < :v',
    's <= :v',
    's > :v',
    's >= :v',
    ':v < s',
    'NOT :v > s',
    's BETWEEN :v AND :v',
    ':v BETWEEN s AND s',
  ]

  test.each(values)('%j', async (value) => {
    const [type] = Object.keys(value)
    for (const comparison of comparisons) {
      const expected = new RegExp(`Incorrect operand type for operator or function; .*operand type: ${type}$`)
      expect(await scan(comparison, { ':v': value }), comparison).toMatch(expected)
      const condition = { ConditionExpression: comparison, ExpressionAttributeValues: { ':v': value } }
      expect(await answer('DeleteItem', { Key: { p: { S: 'none' } }, ...condition }), comparison).toMatch(expected)
    }
  })

  test.each([{ S: 'x' }, { N: '1' }, { B: 'YQ==' }])('and one with %j is not', async (value) => {
    for (const comparison of comparisons) expect(await scan(comparison, { ':v': value }), comparison).toBe('accepted')
  })
})

describe('limits of expressions', () => {
  const list = (count: number) => Object.keys(numbered(count)).join(',')
  const chain = (operators: number) => `${Array.from({ length: (operators + 1) / 2 }, () => 's = :v').join(' OR ')}`

  test('IN takes 100 operands, not 101', async () => {
    expect(await scan(`s IN (${list(100)})`, numbered(100))).toBe('accepted')
    expect(await scan(`s IN (${list(101)})`, numbered(101))).toBe(
      'Invalid FilterExpression: The IN operator is provided with too many operands; number of operands: 101',
    )
  })

  test('an expression has 300 operators, not 301', async () => {
    expect(await scan(`NOT ${chain(299)}`, { ':v': { S: 'x' } })).toBe('accepted')
    expect(await scan(chain(301), { ':v': { S: 'x' } })).toBe(
      'Invalid FilterExpression: The expression contains too many operators; operator count: 301',
    )
    const sum = (terms: number) => Array.from({ length: terms }, (_, n) => `a${n} = :n + :n`).join(', ')
    expect(await update(`SET ${sum(300)}`.slice(0, 4096).replace(/, [^,]*$/, ''), { ':n': { N: '1' } })).toBe(
      'accepted',
    )
  })

  test.each([
    ['FilterExpression', (text: string) => scan(text, { ':v': { S: 'x' } }), 's = :v'],
    ['ConditionExpression', (text: string) => condition(text, { ':v': { S: 'x' } }), 's = :v'],
    ['UpdateExpression', (text: string) => update(text, { ':v': { S: 'x' } }), 'SET y = :v'],
    ['ProjectionExpression', (text: string) => answer('GetItem', { Key, ProjectionExpression: text }), 's'],
  ])('%s has 4096 bytes, not 4097', async (name, send, text) => {
    expect(await send(text.padEnd(4096))).toBe('accepted')
    expect(await send(text.padEnd(4097))).toBe(
      `Invalid ${name}: Expression size has exceeded the maximum allowed size; expression size: 4097`,
    )
  })

  test('a placeholder has 255 bytes, a name 65535', async () => {
    const get = (placeholder: string, name: string) =>
      answer('GetItem', { Key, ProjectionExpression: placeholder, ExpressionAttributeNames: { [placeholder]: name } })
    expect(await get(`#${'a'.repeat(254)}`, 's')).toBe('accepted')
    expect(await get(`#${'a'.repeat(255)}`, 's')).toContain('key that is too long')
    expect(await get('#a', 'x'.repeat(65_535))).toBe('accepted')
    expect(await get('#a', 'x'.repeat(65_536))).toContain('must be less than 65536 bytes')
  })

  test('a position in a list has 31 bits, wherever it stands', async () => {
    for (const index of ['2147483648', '99999999999999999999']) {
      const refused = /List index is not within the allowable range; index: \[\d+\]$/
      expect(await update(`SET l[${index}] = :v`, { ':v': { S: 'x' } })).toMatch(refused)
      expect(await update(`REMOVE l[${index}]`)).toMatch(refused)
      expect(await answer('GetItem', { Key, ProjectionExpression: `l[${index}]` })).toMatch(refused)
      expect(await scan(`attribute_exists(l[${index}])`)).toMatch(refused)
      expect(await scan(`size(l[${index}]) > :n`, { ':n': { N: '1' } })).toMatch(refused)
    }
    expect(await answer('GetItem', { Key, ProjectionExpression: 'l[2147483647]' })).toBe('accepted')
  })

  test('an attribute is not looked for among itself', async () => {
    expect(await scan('s IN (s)')).toContain('operator: IN, first operand: [s]')
    expect(await scan('s IN (:v, l[0], s)', { ':v': { S: 'x' } })).toContain('operator: IN, first operand: [s]')
    expect(await scan('s IN (:v, l[0])', { ':v': { S: 'x' } })).toBe('accepted')
  })

  test.each([{ ExpressionAttributeNames: {} }, { ExpressionAttributeValues: {} }])(
    '%j is refused, also when the same expression came before',
    async (empty) => {
      const [name] = Object.keys(empty)
      expect(await scan('attribute_exists(s)')).toBe('accepted')
      expect(await scan('attribute_exists(s)', undefined, empty)).toBe(`${name} must not be empty`)
      if (name === 'ExpressionAttributeNames')
        expect(await answer('GetItem', { Key, ProjectionExpression: 's', ...empty })).toBe(`${name} must not be empty`)
    },
  )
})

describe('values', () => {
  const put = (attributes: object) => answer('PutItem', { Item: { ...Key, ...attributes } })
  const everywhere = async (value: object) => [
    await put({ x: value }),
    await put({ x: { L: [{ M: { y: value } }] } }),
    await update('SET x = :v', { ':v': value }),
    await answer('BatchWriteItem', {
      TableName: undefined,
      RequestItems: { [TableName]: [{ PutRequest: { Item: { ...Key, x: value } } }] },
    }),
    await answer('TransactWriteItems', {
      TableName: undefined,
      TransactItems: [{ Put: { TableName, Item: { ...Key, x: value } } }],
    }),
  ]

  test.each([
    { SS: ['', ''] },
    { SS: ['a', 'b', 'a'] },
    { BS: ['', ''] },
    { BS: ['YQ==', 'YQ=='] },
    { NS: ['1', '1.0'] },
  ])('a set holds a member once: %j', async (set) => {
    for (const answered of await everywhere(set)) expect(answered).toContain('contains duplicates')
  })

  test('a set of any texts is taken exactly if they differ', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ maxLength: 2 }), { minLength: 1, maxLength: 4 }), async (SS) => {
        const expected = new Set(SS).size === SS.length ? /^accepted$/ : /contains duplicates/
        expect(await put({ x: { SS } })).toMatch(expected)
      }),
      { numRuns: 200 },
    )
  })

  test('a name has at least one character, at the top and inside a map', async () => {
    for (const answered of await everywhere({ M: { '': { S: 'x' } } }))
      expect(answered).toContain('at least one character')
    // A number that is not in its stored form takes another way through validation.
    for (const answered of await everywhere({ M: { n: { N: '1.0' }, '': { S: 'x' } } }))
      expect(answered).toContain('at least one character')
    expect(await put({ '': { S: 'x' } })).toContain('at least one character')
  })
})

describe('Select', () => {
  test.each([
    ['COUNT', 'Cannot specify the ProjectionExpression when choosing to get only the Count'],
    ['ALL_ATTRIBUTES', 'Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES'],
    ['SPECIFIC_ATTRIBUTES', 'accepted'],
  ])('%s beside a projection', async (Select, expected) => {
    expect(await query({ Select, ProjectionExpression: 's' })).toBe(expected)
    expect(await answer('Scan', { Select, ProjectionExpression: 's' })).toBe(expected)
  })

  test('SPECIFIC_ATTRIBUTES needs a projection, ALL_PROJECTED_ATTRIBUTES an index', async () => {
    const missing = 'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES'
    expect(await query({ Select: 'SPECIFIC_ATTRIBUTES' })).toBe(missing)
    expect(await answer('Scan', { Select: 'SPECIFIC_ATTRIBUTES' })).toBe(missing)
    const onTable = 'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'
    expect(await query({ Select: 'ALL_PROJECTED_ATTRIBUTES' })).toBe(onTable)
    expect(await answer('Scan', { Select: 'ALL_PROJECTED_ATTRIBUTES' })).toBe(onTable)
    expect(await answer('Scan', { Select: 'ALL_PROJECTED_ATTRIBUTES', IndexName: 'keys-only' })).toBe('accepted')
  })

  test('a global index gives only what is projected into it', async () => {
    const fromIndex = { IndexName: 'keys-only' }
    expect(await answer('Scan', { ...fromIndex, ProjectionExpression: 'p, g' })).toBe('accepted')
    expect(await answer('Scan', { ...fromIndex, ProjectionExpression: 'p, s' })).toContain('does not project [s]')
    expect(await answer('Scan', { ...fromIndex, AttributesToGet: ['s'] })).toContain('does not project [s]')
  })
})

describe('neighbours of these that were taken, too', () => {
  test('a key of an index has 2048 bytes, in a put and in an update', async () => {
    const text = (bytes: number) => ({ S: 'ü'.repeat(bytes / 2) })
    for (const [bytes, expected] of [
      [2048, /^accepted$/],
      [2050, /maximum size limit of2048 bytes/],
    ] as const) {
      expect(await answer('PutItem', { Item: { p: { S: 'b' }, g: text(bytes) } })).toMatch(expected)
      expect(await update('SET g = :v', { ':v': text(bytes) })).toMatch(expected)
    }
  })

  test('a sum stays below 1E+126', async () => {
    await answer('PutItem', {
      Item: { ...Key, big: { N: '9e125' }, g: { S: 'g' }, s: { S: 'x' }, l: { L: [{ S: 'q' }] } },
    })
    expect(await update('SET x = big + big')).toContain('Number overflow')
    expect(await update('ADD big :v', { ':v': { N: '9e125' } })).toContain('Number overflow')
    expect(await update('SET x = big - big')).toBe('accepted')
  })

  test('a segment comes with the number of segments, of which there are a million at most', async () => {
    expect(await answer('Scan', { Segment: 0 })).toContain('TotalSegments parameter is required')
    expect(await answer('Scan', { TotalSegments: 1 })).toContain('Segment parameter is required')
    expect(await answer('Scan', { Segment: 0, TotalSegments: 1_000_000 })).toBe('accepted')
    expect(await answer('Scan', { Segment: 0, TotalSegments: 1_000_001 })).toContain('less than or equal to 1000000')
  })

  test('a write of a batch is a put or a delete', async () => {
    const RequestItems = { [TableName]: [{ PutRequest: { Item: Key }, DeleteRequest: { Key } }] }
    expect(await answer('BatchWriteItem', { TableName: undefined, RequestItems })).toContain('not both')
  })
})
