import { describe, expect, it } from 'vitest'
import { waitingKey } from '../../lambdas/runtime/declarations/service.ts'
import { services } from '../../lib/services.ts'
import { MUTATIONS } from '../../lib/storage/append-only.ts'
import { target, valueAt } from '../../lib/validation/template.ts'
import { resources, synthesized } from './support/synthesized.ts'

interface Statement {
  readonly Effect: string
  readonly Action: string | string[]
  readonly Resource: unknown
  readonly Condition?: Record<string, Record<string, unknown>>
}

const template = synthesized()
const list = <Item>(value: Item | Item[]): Item[] => [value].flat() as Item[]

const roles = resources(template, 'AWS::IAM::Role').map(([id, { Properties }]) => {
  const policies = (Properties.Policies ?? []) as object[]
  const statements = policies.flatMap((policy) => valueAt(policy, 'PolicyDocument', 'Statement') as Statement[])
  return [id, statements] as const
})
const statementsOf = (role: RegExp) => {
  const found = roles.filter(([id]) => role.test(id))
  expect(found).toHaveLength(1)
  return found[0]![1]
}
const tableId = (output: string) => target(template.toJSON().Outputs[output].Value)!
/** Statements on the table itself; its stream is a resource of its own. */
const on = (statements: readonly Statement[], table: string) => {
  const arn = JSON.stringify({ 'Fn::GetAtt': [tableId(table), 'Arn'] })
  return statements.filter(({ Resource }) => list(Resource).some((resource) => JSON.stringify(resource) === arn))
}
const actions = (statements: readonly Statement[]) => statements.flatMap(({ Action }) => list(Action)).sort()

describe('roles', () => {
  it('hold their whole policy themselves: nothing was added by a construct', () => {
    expect(resources(template, 'AWS::IAM::Policy')).toEqual([])
    expect(resources(template, 'AWS::IAM::ManagedPolicy')).toEqual([])
    for (const [, { Properties }] of resources(template, 'AWS::IAM::Role')) {
      expect(Properties.ManagedPolicyArns).toBeUndefined()
    }
  })

  it.each(roles)('%s: no wildcard in an action', (_id, statements) => {
    for (const action of actions(statements)) expect(action).toMatch(/^[a-z0-9-]+:[A-Za-z]+$/)
  })

  it.each(roles)('%s: every resource but those that AWS demands is named', (_id, statements) => {
    const anything = statements.filter(({ Resource }) => list(Resource).includes('*'))
    const demanded = ['dynamodb:ListStreams']
    for (const action of actions(anything)) expect(demanded).toContain(action)
  })
})

describe('what operators keep', () => {
  it('cannot be changed afterwards by anyone, where it is the audit log', () => {
    const [, { Properties }] = resources(template, 'AWS::DynamoDB::Table').find(
      ([id]) => id === tableId('AuditLogTableName'),
    )!
    expect(valueAt(Properties, 'ResourcePolicy', 'PolicyDocument', 'Statement')).toEqual([
      { Sid: 'AppendOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: MUTATIONS.toSorted(), Resource: '*' },
    ])
    expect(Properties.TimeToLiveSpecification).toBeUndefined()
  })

  it('is no business of any function, but that a consumer may read whether it is paused', () => {
    const readsPauses = {
      Action: 'dynamodb:GetItem',
      Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['consumer-pauses'] } },
      Effect: 'Allow',
    }
    for (const [, statements] of roles) {
      expect(on(statements, 'AuditLogTableName')).toEqual([])
      for (const statement of on(statements, 'OperationTableName')) expect(statement).toMatchObject(readsPauses)
    }
    expect(roles.filter(([, statements]) => on(statements, 'OperationTableName').length > 0)).toHaveLength(
      services.flatMap(({ consumers }) => consumers).length,
    )
  })
})

describe('the event table', () => {
  it('denies everyone to change or remove an event', () => {
    const [, { Properties }] = resources(template, 'AWS::DynamoDB::Table').find(
      ([id]) => id === tableId('EventTableName'),
    )!
    expect(valueAt(Properties, 'ResourcePolicy', 'PolicyDocument', 'Statement')).toEqual([
      { Sid: 'AppendOnly', Effect: 'Deny', Principal: { AWS: '*' }, Action: MUTATIONS.toSorted(), Resource: '*' },
    ])
  })

  it('is granted for putting and reading only', () => {
    for (const [, statements] of roles) {
      for (const action of actions(on(statements, 'EventTableName'))) {
        expect(action).toMatch(/^dynamodb:(GetItem|BatchGetItem|Query|PutItem)$/)
      }
    }
  })

  it('takes from a service only events of the aggregates that it produces', () => {
    const put = on(statementsOf(/^PaymentHandlerRole/), 'EventTableName').find(({ Action }) =>
      list(Action).includes('dynamodb:PutItem'),
    )
    expect(put?.Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['payment#*', 'account#*', 'transfer#*'] },
    })
  })
})

describe('a consumer', () => {
  const statements = statementsOf(/^PaymentHandlerRole/)

  it('marks events only under its own name', () => {
    expect(on(statements, 'ProcessedTableName').map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['payment#*', 'attempts#payment#*'] } },
    ])
  })

  it('records dead letters only under its own name', () => {
    expect(on(statements, 'DeadLetterTableName').map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['payment#*'] } },
    ])
  })

  it('touches no table of another service', () => {
    expect(on(statements, 'InventoryTableName')).toEqual([])
    expect(on(statements, 'PaymentTableName')).not.toEqual([])
  })

  it('publishes nothing: the relay alone reaches the bus and the topic', () => {
    const publishers = roles.filter(([, all]) =>
      actions(all).some((action) => action === 'events:PutEvents' || action === 'sns:Publish'),
    )
    expect(publishers.map(([id]) => id)).toEqual([expect.stringMatching(/^EventRelay/)])
  })
})

describe('the relay of events', () => {
  it('reads streams, keeps its own positions, and changes nothing else', () => {
    const statements = statementsOf(/^EventRelayHandlerRole|^EventRelay.*Role/)
    expect(on(statements, 'EventTableName').flatMap(({ Action }) => Action)).toEqual(['dynamodb:Query'])
    expect(on(statements, 'ProcessedTableName').map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['relay#*'] } },
    ])
  })
})

describe('an API function', () => {
  const [reading, writing] = [statementsOf(/^OrderViewApiRole/), statementsOf(/^OrderApiRole/)]

  it('remembers answers only under its own name, customers apart or not, and only where it takes commands', () => {
    expect(on(writing, 'ProcessedTableName').map(({ Condition }) => Condition)).toContainEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['http:order#*', 'http:order/*'] },
    })
    expect(on(reading, 'ProcessedTableName')).toEqual([])
  })

  it('cannot append where it only reads, and reads only the streams that it names', () => {
    expect(on(reading, 'EventTableName')).toEqual([
      expect.objectContaining({
        Action: ['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query'],
        Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['order#*'] } },
      }),
    ])
  })
})

describe('places for requests that wait', () => {
  const mayTake = ([, statements]: (typeof roles)[number]) =>
    JSON.stringify(on(statements, 'ProcessedTableName')).includes('waiting:')

  it('may be taken and given back by the one function whose requests wait, and under the key that it uses', () => {
    expect(roles.filter(mayTake).map(([id]) => id)).toEqual([expect.stringMatching(/^OrderApiRole/)])
    const [place] = on(statementsOf(/^OrderApiRole/), 'ProcessedTableName').filter(({ Action }) =>
      list(Action).includes('dynamodb:DeleteItem'),
    )
    expect(list(place!.Action).sort()).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem'])
    const { 'dynamodb:LeadingKeys': [pattern] = [] } = place!.Condition!['ForAllValues:StringLike'] as Record<
      string,
      string[]
    >
    expect(waitingKey('order', 3).startsWith(pattern!.replace(/\*$/, ''))).toBe(true)
  })
})

describe('streams', () => {
  it('are read by none but the service whose events stand there, the history of an order, and whoever looks up a fact', () => {
    for (const [id, statements] of roles) {
      if (/Relay/.test(id)) continue
      for (const { Condition } of on(statements, 'EventTableName')) {
        const keys = valueAt(Condition, 'ForAllValues:StringLike', 'dynamodb:LeadingKeys')
        expect(list(keys), id).not.toEqual([])
        expect(list(keys), id).not.toContain('*')
      }
    }
    const [ofInventory] = on(statementsOf(/^InventoryHandlerRole/), 'EventTableName')
    expect(ofInventory?.Condition).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['product#*', 'reservation#*', 'stock#*'] },
    })
  })
})

describe('the deadline of a checkout', () => {
  it('may look up what payment and inventory have decided, and nothing else of the events', () => {
    const statements = on(statementsOf(/^CheckoutCheckoutCommandsHandlerRole/), 'EventTableName')
    expect(actions(statements)).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem'])
    expect(statements.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['payment#*', 'reservation#*'] } },
    ])
  })
})

describe('e-mail', () => {
  const sending = (context: Record<string, unknown>) =>
    resources(synthesized(context), 'AWS::IAM::Role')
      .flatMap(([, { Properties }]) => (Properties.Policies ?? []) as object[])
      .flatMap((policy) => valueAt(policy, 'PolicyDocument', 'Statement') as Statement[])
      .filter(({ Action }) => list(Action).includes('ses:SendEmail'))

  it('goes out only under the one address, in prod only from its own identity', () => {
    const [statement, ...others] = sending({ stage: 'prod', emailFrom: 'orders@example.com' })
    expect(others).toEqual([])
    expect(statement?.Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'orders@example.com' } })
    const named = list(statement?.Resource).map(
      (resource) => /:(identity|configuration-set)\/[^"]*/.exec(JSON.stringify(resource))?.[0],
    )
    // The name of the identity's default configuration set is nowhere in the stack, and SES checks it, too.
    expect(named.sort()).toEqual([':configuration-set/*', ':identity/example.com', ':identity/orders@example.com'])
  })

  it('goes out under an address of a subdomain by the identity of any domain above it, whose verification it has', () => {
    const [statement] = sending({ stage: 'prod', emailFrom: 'orders@mail.shop.example.com', emailIdentity: 'existing' })
    const named = list(statement?.Resource).map((resource) => /:identity\/([^"]*)/.exec(JSON.stringify(resource))?.[1])
    expect(named.filter((identity) => identity !== undefined).sort()).toEqual([
      'example.com',
      'mail.shop.example.com',
      'orders@mail.shop.example.com',
      'shop.example.com',
    ])
  })

  it('goes out nowhere while nobody has named a sender: nothing is granted, and the function is told no address', () => {
    expect(sending({})).toEqual([])
    const variables = resources(synthesized(), 'AWS::Lambda::Function').map(([, { Properties }]) =>
      valueAt(Properties, 'Environment', 'Variables'),
    )
    expect(variables.filter((set) => Object.hasOwn(set as object, 'EMAIL_FROM'))).toEqual([])
  })
})
