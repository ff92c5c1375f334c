import { describe, expect, it } from 'vitest'
import { LONGEST_STAGE } from '../../../lib/settings.ts'
import { nameLimits } from '../../../lib/validation/names/limits.ts'
import { longNames } from '../../../lib/validation/names/long-names.ts'
import { nameLength } from '../../../lib/validation/names/name-length.ts'
import type { Template } from '../../../lib/validation/template.ts'
import { buildPipeline, synthesized } from '../support/synthesized.ts'

const longest = `EventPipeline-${'x'.repeat(LONGEST_STAGE)}`
const names = { stackName: 'EventPipeline-dev', longestStackName: longest }
const jwt = { apiAuth: 'jwt', jwtIssuer: 'https://login.example.com/', jwtAudience: 'shop' }
const email = { emailFrom: 'orders@example.com', alarmEmail: 'ops@example.com' }
const templateOf = (context: Record<string, string>) => synthesized(context).toJSON() as Template
const oneResource = (Type: string, Properties: Record<string, unknown> = {}, id = 'Thing'): Template => ({
  Resources: { [id]: { Type, Properties } },
})

/** Types that have no name, or one that AWS makes up by itself. */
const nameless = [
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::KMS::Key',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SES::EmailIdentity',
  'AWS::SNS::Subscription',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::QueuePolicy',
]

describe('names', () => {
  it.each([{}, { stage: 'prod', ...email }, jwt, { corsOrigins: '*' }])(
    'fit with the longest stage, context %j',
    (context) => {
      const stackName = `EventPipeline-${(context as { stage?: string }).stage ?? 'dev'}`
      expect(longNames(templateOf(context as Record<string, string>), { ...names, stackName })).toEqual([])
    },
  )

  it('are known, or known not to exist, for every type of the template', () => {
    const types = [{}, { stage: 'prod', ...email }, jwt].flatMap((context) =>
      Object.values(templateOf(context as Record<string, string>).Resources).map(({ Type }) => Type),
    )
    const unknown = new Set(types.filter((type) => !(type in nameLimits) && !nameless.includes(type)))
    expect([...unknown]).toEqual([])
  })

  it('of the longest stage are as long as they were said to be', () => {
    const stage = 'x'.repeat(LONGEST_STAGE)
    const [short, long] = [templateOf({}), templateOf({ stage })]
    for (const [id, { Type, Properties = {} }] of Object.entries(short.Resources)) {
      const given = nameLimits[Type] && Properties[nameLimits[Type].property]
      if (given === undefined) continue
      const there = long.Resources[id]?.Properties?.[nameLimits[Type]?.property ?? '']
      expect([id, nameLength(given, names)]).toEqual([id, nameLength(there, { ...names, stackName: longest })])
    }
  })

  it.each(Object.entries(nameLimits))('of %s may have so many characters and no more', (type, { property, most }) => {
    expect(longNames(oneResource(type, { [property]: 'n'.repeat(most) }), names)).toEqual([])
    expect(longNames(oneResource(type, { [property]: 'n'.repeat(most + 1) }), names)).toEqual([
      expect.objectContaining({ resource: 'Thing', problem: expect.stringContaining(`${most + 1} characters`) }),
    ])
  })

  it('that CloudFormation generates and does not shorten are refused: it fails only while creating', () => {
    expect(longNames(oneResource('AWS::Events::Archive', {}, 'FabricArchive82AB0693'), names)).toEqual([
      {
        resource: 'FabricArchive82AB0693',
        problem: expect.stringMatching(
          /^FabricArchive82AB0693 .* has 70 characters with the longest stage; 48 are allowed/,
        ),
        fix: "give it its own ArchiveName, made of the stack's name",
      },
    ])
    expect(longNames(oneResource('AWS::IAM::Role', {}, 'R'.repeat(80)), names)).toEqual([])
  })

  it.each([
    ['EventPipeline-dev-x', `${longest}-x`],
    [{ 'Fn::Join': ['', ['EventPipeline-dev-', { Ref: 'AWS::Region' }]] }, `${longest}-ap-southeast-1`],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'AWS::AccountId' }, 'b']] }, 'a-123456789012-b'],
    [{ Ref: 'AWS::StackName' }, longest],
    [{ 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }, '01980c1e-7b0a-7cc3-8f0e-3a5f6c1d2e4b'],
  ])('%j is as long as it gets', (name, atLongest) => {
    expect(nameLength(name, names)).toBe(atLongest.length)
  })

  it('that only the deployment knows are let through', () => {
    expect(nameLength({ Ref: 'SomeQueue' }, names)).toBeUndefined()
    expect(longNames(oneResource('AWS::SQS::Queue', { QueueName: { Ref: 'Parameter' } }), names)).toEqual([])
  })

  it('fail the synthesis when they are too long', () => {
    const { app, stack } = buildPipeline()
    const archive = stack.node.findChild('Fabric').node.findChild('Archive').node.defaultChild as never as {
      addPropertyOverride(property: string, value: string): void
    }
    archive.addPropertyOverride('ArchiveName', 'a'.repeat(49))
    expect(() => app.synth()).toThrow(/its ArchiveName has 49 characters/)
  })
})
