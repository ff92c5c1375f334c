import { describe, expect, test } from 'vitest'
import { mentionedNames, resolve } from '../../../local/template/intrinsics.ts'
import { stackScope } from '../../../local/template/scope.ts'
import type { Json, Template } from '../../../local/template/template.ts'

const template: Template = {
  Parameters: { Stage: { Type: 'String', Default: 'dev' }, Names: { Type: 'CommaDelimitedList', Default: 'a,b' } },
  Mappings: { Sizes: { dev: { memory: 128 }, prod: { memory: 1024 } } },
  Conditions: {
    IsProd: { 'Fn::Equals': [{ Ref: 'Stage' }, 'prod'] },
    NotProd: { 'Fn::Not': [{ Condition: 'IsProd' }] },
    Both: { 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'NotProd' }] },
    Either: { 'Fn::Or': [{ Condition: 'IsProd' }, { Condition: 'NotProd' }] },
  },
  Resources: { Queue: { Type: 'AWS::SQS::Queue' } },
}
const scope = stackScope(
  template,
  {
    stackName: 'Shop',
    stackId: 'arn:stack',
    region: 'eu-west-1',
    accountId: '000000000000',
    parameters: {},
    exports: new Map([['BusArn', 'arn:bus']]),
    stackOutput: (stack, output) => (stack === 'Shared' && output === 'Table' ? 'table-name' : undefined),
  },
  (logicalId) => (logicalId === 'Queue' ? { physicalId: 'queue-url', attributes: { Arn: 'arn:queue' } } : undefined),
)

const cases: [string, Json, Json | undefined][] = [
  ['plain values', { a: [1, 'b', null, { c: true }] }, { a: [1, 'b', null, { c: true }] }],
  ['Ref of a resource', { Ref: 'Queue' }, 'queue-url'],
  ['Ref of a parameter', { Ref: 'Stage' }, 'dev'],
  ['Ref of a list parameter', { Ref: 'Names' }, ['a', 'b']],
  ['pseudo parameters', { 'Fn::Sub': `\${AWS::Partition}-\${AWS::Region}-\${AWS::StackName}` }, 'aws-eu-west-1-Shop'],
  ['AWS::NoValue drops the property', { a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  ['AWS::NoValue drops the list item', [1, { Ref: 'AWS::NoValue' }], [1]],
  ['Fn::GetAtt as a list', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:queue'],
  ['Fn::GetAtt as a string', { 'Fn::GetAtt': 'Queue.Arn' }, 'arn:queue'],
  [
    'Fn::Sub with attributes and literals',
    { 'Fn::Sub': `\${Queue.Arn}/\${Queue}/\${!Literal}` },
    `arn:queue/queue-url/\${Literal}`,
  ],
  ['Fn::Sub with variables', { 'Fn::Sub': [`\${X}-\${Stage}`, { X: { Ref: 'Queue' } }] }, 'queue-url-dev'],
  ['Fn::Join over a nested function', { 'Fn::Join': ['', ['a', { Ref: 'Stage' }, 'b']] }, 'adevb'],
  ['Fn::Select of Fn::Split', { 'Fn::Select': ['1', { 'Fn::Split': [':', 'a:b:c'] }] }, 'b'],
  ['Fn::If', { 'Fn::If': ['IsProd', 'yes', { Ref: 'Stage' }] }, 'dev'],
  ['Fn::If to AWS::NoValue', { a: { 'Fn::If': ['IsProd', 'yes', { Ref: 'AWS::NoValue' }] } }, {}],
  ['conditions combine', { 'Fn::If': ['Both', 1, { 'Fn::If': ['Either', 2, 3] }] }, 2],
  ['Fn::FindInMap', { 'Fn::FindInMap': ['Sizes', { Ref: 'Stage' }, 'memory'] }, 128],
  ['Fn::ImportValue', { 'Fn::ImportValue': 'BusArn' }, 'arn:bus'],
  [
    'Fn::GetStackOutput',
    { 'Fn::GetStackOutput': { StackName: 'Shared', OutputName: 'Table', Region: { Ref: 'AWS::Region' } } },
    'table-name',
  ],
  [
    'a policy Condition block is data',
    { Condition: { Bool: { secure: 'false' } } },
    { Condition: { Bool: { secure: 'false' } } },
  ],
]

describe('intrinsic functions', () => {
  test.each(cases)('%s', (_, value, expected) => {
    expect(resolve(value, scope)).toEqual(expected)
  })

  test.each([
    ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/16', 1] }, /Unknown intrinsic function Fn::Cidr/],
    ['an unknown name', { Ref: 'Nothing' }, /Nothing in the template is called Nothing/],
    ['an unknown attribute', { 'Fn::GetAtt': ['Queue', 'Colour'] }, /Queue has no attribute Colour .* it has: Arn/],
    [
      'an output of a stack that is not there',
      { 'Fn::GetStackOutput': { StackName: 'Other', OutputName: 'Table' } },
      /The stack Other is not deployed, or has no output Table/,
    ],
    [
      'an output of another region',
      { 'Fn::GetStackOutput': { StackName: 'Shared', OutputName: 'Table', Region: 'us-west-2' } },
      /no stack in us-west-2/,
    ],
    [
      'an output of another account',
      { 'Fn::GetStackOutput': { StackName: 'Shared', OutputName: 'Table', RoleArn: 'arn:aws:iam::1:role/r' } },
      /locally it knows Region besides/,
    ],
    ['an unknown export', { 'Fn::ImportValue': 'X' }, /No stack exports X/],
    ['a select past the end', { 'Fn::Select': [3, ['a']] }, /Fn::Select 3 of 1 values/],
  ] as [string, Json, RegExp][])('%s is a clear error', (_, value, message) => {
    expect(() => resolve(value, scope)).toThrow(message)
  })

  test('a parameter without a value is named', () => {
    const needy: Template = { Parameters: { Domain: { Type: 'String' } }, Resources: {} }
    const options = {
      stackName: 's',
      stackId: 'i',
      region: 'r',
      accountId: 'a',
      parameters: {},
      exports: new Map(),
      stackOutput: () => undefined,
    }
    expect(() => stackScope(needy, options, () => undefined)).toThrow('Parameters without a value: Domain')
  })

  test('mentioned names are found in every form', () => {
    const value: Json = [
      { Ref: 'A' },
      { x: { 'Fn::GetAtt': ['B', 'Arn'] } },
      { 'Fn::GetAtt': 'C.Arn' },
      { 'Fn::Sub': [`\${D.Arn} \${!E} \${F}`, { F: { Ref: 'G' } }] },
      { 'Fn::Join': ['', [{ Ref: 'H' }]] },
    ]
    expect([...mentionedNames(value)].sort()).toEqual(['A', 'B', 'C', 'D', 'F', 'G', 'H'])
  })
})
