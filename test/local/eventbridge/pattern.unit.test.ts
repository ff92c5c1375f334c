import { describe, expect, test } from 'vitest'
import { compilePattern } from '../../../local/eventbridge/pattern/index.ts'

const event = {
  version: '0',
  id: '3e3c153a-8339-4e30-8c35-687ebef853fe',
  'detail-type': 'EC2 Instance Launch Successful',
  source: 'aws.autoscaling',
  account: '123456789012',
  time: '2015-11-11T21:31:47Z',
  region: 'us-east-1',
  resources: ['arn:aws:autoscaling:us-east-1:123456789012:group/eb-test', 'arn:aws:ec2:us-east-1:1:instance/i-b18'],
  detail: {
    eventVersion: '',
    responseElements: null,
    state: 'initializing',
    'c-count': 5,
    'd-count': 2.5,
    'x-limit': 301.8,
    flag: true,
    'source-ip': '10.0.0.123',
    'source-ip6': '2001:db8::17',
    FileName: 'folder/photo.PNG',
    FilePath: 'dir/lib/a.png',
    price: '100',
    empty: [],
    tags: ['red', 'green'],
    items: [
      { id: 'a', quantity: 1 },
      { id: 'b', quantity: 5 },
    ],
    nested: [[{ deep: 1 }], [{ deep: 2 }]],
  },
}

type Case = [name: string, pattern: unknown, matches: boolean]

const cases: Case[] = [
  ['exact value', { source: ['aws.autoscaling'] }, true],
  ['exact value, other case', { source: ['AWS.autoscaling'] }, false],
  ['one of several values', { source: ['aws.ec2', 'aws.autoscaling'] }, true],
  ['all fields must match', { source: ['aws.autoscaling'], region: ['eu-west-1'] }, false],
  ['null', { detail: { responseElements: [null] } }, true],
  ['null is not the empty string', { detail: { responseElements: [''] } }, false],
  ['the empty string', { detail: { eventVersion: [''] } }, true],
  ['null does not match a missing field', { detail: { missing: [null] } }, false],
  ['boolean', { detail: { flag: [true] } }, true],
  ['a boolean is not its text', { detail: { flag: ['true'] } }, false],
  ['number', { detail: { 'c-count': [5] } }, true],
  ['a number is not its text', { detail: { price: [100] } }, false],
  ['the event’s list has one of the values', { resources: ['arn:aws:ec2:us-east-1:1:instance/i-b18'] }, true],
  ['the event’s list has none of the values', { detail: { tags: ['blue'] } }, false],

  ['prefix', { time: [{ prefix: '2015-11-11' }] }, true],
  ['prefix, no match', { time: [{ prefix: '2016' }] }, false],
  ['prefix ignoring case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.AUTO' } }] }, true],
  ['suffix', { detail: { FileName: [{ suffix: '.PNG' }] } }, true],
  ['suffix, other case', { detail: { FileName: [{ suffix: '.png' }] } }, false],
  ['suffix ignoring case', { detail: { FileName: [{ suffix: { 'equals-ignore-case': '.png' } }] } }, true],
  ['equals-ignore-case', { 'detail-type': [{ 'equals-ignore-case': 'ec2 instance launch successful' }] }, true],
  ['equals-ignore-case, other text', { 'detail-type': [{ 'equals-ignore-case': 'ec2 instance' }] }, false],

  ['wildcard', { detail: { FilePath: [{ wildcard: 'dir/*.png' }] } }, true],
  ['wildcard in the middle, twice', { detail: { FilePath: [{ wildcard: '*/lib/*' }] } }, true],
  ['wildcard, no match', { detail: { FilePath: [{ wildcard: 'dir/*.jpg' }] } }, false],
  ['an escaped asterisk is an asterisk', { detail: { FilePath: [{ wildcard: 'dir/\\*.png' }] } }, false],
  ['a dot is a dot', { detail: { FilePath: [{ wildcard: 'dir/lib/a_png' }] } }, false],

  ['numeric range', { detail: { 'c-count': [{ numeric: ['>', 0, '<=', 5] }] } }, true],
  ['numeric range, outside', { detail: { 'c-count': [{ numeric: ['>', 5, '<', 10] }] } }, false],
  [
    'numeric, fraction',
    { detail: { 'd-count': [{ numeric: ['<', 10] }], 'x-limit': [{ numeric: ['=', 3.018e2] }] } },
    true,
  ],
  ['numeric looks at numbers only', { detail: { price: [{ numeric: ['=', 100] }] } }, false],

  ['cidr', { detail: { 'source-ip': [{ cidr: '10.0.0.0/24' }] } }, true],
  ['cidr, outside', { detail: { 'source-ip': [{ cidr: '10.0.1.0/24' }] } }, false],
  ['cidr of IPv6', { detail: { 'source-ip6': [{ cidr: '2001:db8::/64' }] } }, true],
  ['cidr of the other family', { detail: { 'source-ip': [{ cidr: '2001:db8::/64' }] } }, false],
  ['cidr on what is no address', { detail: { state: [{ cidr: '10.0.0.0/24' }] } }, false],

  ['exists', { detail: { state: [{ exists: true }] } }, true],
  ['exists, null is there', { detail: { responseElements: [{ exists: true }] } }, true],
  ['exists, missing', { detail: { missing: [{ exists: true }] } }, false],
  ['does not exist', { detail: { missing: [{ exists: false }] } }, true],
  ['does not exist, but does', { detail: { state: [{ exists: false }] } }, false],
  ['does not exist, its parent neither', { detail: { missing: { child: [{ exists: false }] } } }, true],
  ['only leaves exist', { detail: { items: [{ exists: true }] } }, false],
  ['an empty list is absent', { detail: { empty: [{ exists: false }] } }, true],
  ['missing or a value', { detail: { missing: [{ exists: false }, 'x'] } }, true],

  ['anything-but', { detail: { state: [{ 'anything-but': 'initializing' }] } }, false],
  ['anything-but another', { detail: { state: [{ 'anything-but': 'stopped' }] } }, true],
  ['anything-but a list', { detail: { state: [{ 'anything-but': ['stopped', 'initializing'] }] } }, false],
  ['anything-but numbers', { detail: { 'x-limit': [{ 'anything-but': [100, 200, 300] }] } }, true],
  ['anything-but a missing field', { detail: { missing: [{ 'anything-but': 'x' }] } }, false],
  ['anything-but prefix', { detail: { state: [{ 'anything-but': { prefix: 'init' } }] } }, false],
  ['anything-but prefixes', { detail: { state: [{ 'anything-but': { prefix: ['a', 'b'] } }] } }, true],
  ['anything-but suffix', { detail: { FileName: [{ 'anything-but': { suffix: '.txt' } }] } }, true],
  ['anything-but suffixes', { detail: { FileName: [{ 'anything-but': { suffix: ['.txt', '.PNG'] } }] } }, false],
  [
    'anything-but ignoring case',
    { detail: { state: [{ 'anything-but': { 'equals-ignore-case': 'INITIALIZING' } }] } },
    false,
  ],
  [
    'anything-but several ignoring case',
    { detail: { state: [{ 'anything-but': { 'equals-ignore-case': ['A', 'B'] } }] } },
    true,
  ],
  ['anything-but wildcard', { detail: { FilePath: [{ 'anything-but': { wildcard: '*/lib/*' } }] } }, false],
  ['anything-but wildcards', { detail: { FilePath: [{ 'anything-but': { wildcard: ['*/bin/*', '*.jpg'] } }] } }, true],

  ['$or, second holds', { $or: [{ source: ['x'] }, { region: ['us-east-1'] }] }, true],
  ['$or, none holds', { $or: [{ source: ['x'] }, { region: ['x'] }] }, false],
  ['$or and a field', { account: ['x'], $or: [{ source: ['x'] }, { region: ['us-east-1'] }] }, false],
  [
    '$or within detail',
    { detail: { $or: [{ 'c-count': [{ numeric: ['>', 10] }] }, { 'd-count': [{ numeric: ['<', 10] }] }] } },
    true,
  ],
  ['$or within $or', { $or: [{ $or: [{ source: ['x'] }, { region: ['us-east-1'] }] }, { account: ['x'] }] }, true],

  ['objects in a list', { detail: { items: { id: ['b'] } } }, true],
  ['fields of one list element match together', { detail: { items: { id: ['a'], quantity: [5] } } }, false],
  ['fields of one list element match', { detail: { items: { id: ['b'], quantity: [{ numeric: ['>', 4] }] } } }, true],
  ['lists in lists', { detail: { nested: { deep: [2] } } }, true],
  ['a pattern object on a leaf', { detail: { state: { child: ['x'] } } }, false],
]

describe('event patterns', () => {
  test.each(cases)('%s', (_, pattern, matches) => {
    expect(compilePattern(pattern)(event)).toBe(matches)
  })

  test.each([
    ['an empty pattern', {}, 'Event pattern is empty'],
    ['a bare value', { source: 'aws.ec2' }, '"source" must be an object or an array'],
    ['an empty list', { detail: { state: [] } }, 'Empty arrays are not allowed at detail.state'],
    ['an unknown matcher', { source: [{ regex: '.*' }] }, 'Unrecognized match type regex at source'],
    ['two keys in one matcher', { source: [{ prefix: 'a', suffix: 'b' }] }, 'exactly one key at source'],
    ['a prefix that is no string', { source: [{ prefix: 1 }] }, 'A string is needed at source.prefix'],
    ['a wrong numeric operator', { a: [{ numeric: ['~', 1] }] }, 'Unrecognized numeric comparison'],
    ['an odd numeric list', { a: [{ numeric: ['>'] }] }, 'pairs of an operator and a number'],
    ['a malformed CIDR', { a: [{ cidr: 'here/24' }] }, 'Malformed CIDR here/24'],
    ['a CIDR with too many bits', { a: [{ cidr: '10.0.0.0/64' }] }, 'Malformed CIDR 10.0.0.0/64'],
    ['exists of a string', { a: [{ exists: 'yes' }] }, 'exists needs true or false at a'],
    ['anything-but numeric', { a: [{ 'anything-but': { numeric: ['>', 1] } }] }, 'anything-but does not take numeric'],
    ['consecutive wildcards', { a: [{ wildcard: 'a**b' }] }, 'Consecutive wildcard characters'],
    ['$or that is no list', { $or: { a: [1] } }, '"$or" must be a list of objects'],
  ] as [string, unknown, string][])('%s is refused', (_, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message)
  })
})
