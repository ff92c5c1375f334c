import type { CloudAssembly } from 'aws-cdk-lib/cx-api'
import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, it } from 'vitest'
import { concurrencyNeed } from '../../../lib/estimates/concurrency.ts'
import { estimates } from '../../../lib/estimates/estimates.ts'
import { idleCost, sumOf } from '../../../lib/estimates/idle-cost.ts'
import { stackLimits } from '../../../lib/estimates/stack-limits.ts'
import { services } from '../../../lib/services.ts'
import { joinedTemplate, type StackTemplate } from '../../../lib/validation/joined-template.ts'
import type { Template } from '../../../lib/validation/template.ts'
import { brokenRules } from '../../../lib/validation/wiring-checks.ts'
import { readOutputs } from '../../../ops/stack/outputs.ts'
import { largeSystem } from '../support/generated-system.ts'
import { buildPipeline, consumers, resources, synthesized, synthesizedOnce } from '../support/synthesized.ts'

const LAYOUT = { layout: 'services' }
const names = services.map(({ name }) => name)
const stackOf = (service: string) => `EventPipeline-dev-${service}`

const templatesOf = (assembly: CloudAssembly): StackTemplate[] =>
  assembly.stacks.map(({ stackName, template }) => ({ stackName, template }))

const { app } = buildPipeline(LAYOUT)
const assembly = app.synth()
const stacks = templatesOf(assembly)
const one = synthesized().toJSON() as Template
const templateOf = (name: string) => stacks.find(({ stackName }) => stackName === name)!.template
const typed = ({ Resources }: Template) => Object.entries(Resources).map(([id, { Type }]) => `${Type} ${id}`)

/** Names of stacks whose outputs it reads. */
function readsFrom(template: unknown): Set<string> {
  const text = JSON.stringify(template)
  return new Set([...text.matchAll(/"Fn::GetStackOutput":\{"StackName":"([^"]+)"/g)].map(([, name]) => name!))
}

describe('the layout of one stack', () => {
  it('is the default, and knows no other stack', () => {
    const stated = synthesizedOnce({ layout: 'one' })
    expect(stated.assembly.stacks.map(({ stackName }) => stackName)).toEqual(['EventPipeline-dev'])
    expect(stated.template.toJSON()).toEqual(one)
    expect(JSON.stringify(one)).not.toMatch(/GetStackOutput|OtherStacks|PipelineStack|-joint/)
  })
})

describe('the layout of a stack per service', () => {
  it('has a stack of what is shared, one for each service, and one of what needs to know every service', () => {
    const expected = ['EventPipeline-dev', ...names.map(stackOf), 'EventPipeline-dev-joint']
    expect(stacks.map(({ stackName }) => stackName).toSorted()).toEqual(expected.toSorted())
  })

  it.each(names)('lets %s be deployed alone: it needs the shared stack, and no other service', (name) => {
    expect([...readsFrom(templateOf(stackOf(name)))]).toEqual(['EventPipeline-dev'])
    const dependencies = assembly.getStackByName(stackOf(name)).dependencies.map(({ id }) => id)
    expect(dependencies.filter((id) => !id.endsWith('.assets'))).toEqual(['EventPipeline-dev'])
  })

  it('lets the shared stack be deployed before any service, and the joint one after all', () => {
    expect([...readsFrom(templateOf('EventPipeline-dev'))]).toEqual([])
    const dependencies = assembly.getStackByName('EventPipeline-dev-joint').dependencies.map(({ id }) => id)
    expect(dependencies).toEqual(expect.arrayContaining(['EventPipeline-dev', ...names.map(stackOf)]))
  })

  it('exports nothing, so that no stack keeps another from being changed or deleted', () => {
    expect(JSON.stringify(stacks)).not.toMatch(/"Export"|Fn::ImportValue/)
  })

  it('reads only outputs that are there', () => {
    expect(JSON.stringify(joinedTemplate(stacks))).not.toContain('Fn::GetStackOutput')
  })

  it('keeps the logical id of everything that holds data, so that it can be moved and need not be replaced', () => {
    const stateful = (template: Template) =>
      typed(template).filter((text) =>
        /^AWS::(DynamoDB::Table|S3::Bucket|SQS::Queue|Events::EventBus|Events::Archive|SNS::Topic|Scheduler::ScheduleGroup) /.test(
          text,
        ),
      )
    expect(stateful(joinedTemplate(stacks)).toSorted()).toEqual(stateful(one).toSorted())
  })

  it('states what holds data as the one stack does, as CloudFormation demands of what is imported', () => {
    const moving = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::SQS::Queue']
    for (const { stackName, template } of stacks) {
      for (const [id, resource] of Object.entries(template.Resources)) {
        if (moving.includes(resource.Type))
          expect([stackName, id, resource]).toEqual([stackName, id, one.Resources[id]])
      }
    }
  })

  it('takes no property of anything that holds data from another stack, since a change set may announce a replacement for it', () => {
    const reading = stacks.flatMap(({ template }) =>
      Object.values(template.Resources).filter((resource) => readsFrom(resource.Properties).size > 0),
    )
    const types = new Set(reading.map(({ Type }) => Type))
    expect([...types].toSorted()).toEqual([
      'AWS::ApiGatewayV2::Integration',
      'AWS::ApiGatewayV2::Route',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Dashboard',
      'AWS::Events::Rule',
      'AWS::IAM::Policy',
      'AWS::IAM::Role',
      'AWS::Lambda::EventSourceMapping',
      'AWS::Lambda::Function',
      'AWS::Lambda::Permission',
      'AWS::SNS::Subscription',
      'AWS::SQS::QueuePolicy',
    ])
  })

  it('has all that the one stack has, under the same logical ids', () => {
    // One for each stack in which a consumer holds, or shares an alarm. An event source is named by the stack of what it reads.
    const perStack = /^AWS::\S+ (Parking|JointAlarms)|^AWS::Lambda::(EventSourceMapping|Permission) /
    const joined = new Set(typed(joinedTemplate(stacks)))
    expect(typed(one).filter((text) => !joined.has(text) && !perStack.test(text))).toEqual([])
    const ofType = (type: string) => [...joined].filter((text) => text.startsWith(`AWS::${type} `)).length
    expect(ofType('Lambda::EventSourceMapping')).toBe(
      resources(synthesized(), 'AWS::Lambda::EventSourceMapping').length,
    )
    expect([...joined].filter((text) => /^AWS::Lambda::Function \w+Parking/.test(text))).toHaveLength(2)
  })

  it('lets deadlines reach their addressee, although their role stands in the shared stack and the queue does not', () => {
    const policy = Object.values(joinedTemplate(stacks).Resources).find(({ Type }) => Type === 'AWS::IAM::Policy')!
    const { Roles, PolicyDocument } = policy.Properties as unknown as {
      Roles: { Ref: string }[]
      PolicyDocument: { Statement: object[] }
    }
    expect(templateOf('EventPipeline-dev').Resources[Roles[0]!.Ref]).toMatchObject({ Type: 'AWS::IAM::Role' })
    expect(PolicyDocument.Statement).toMatchObject([
      {
        Action: 'sqs:SendMessage',
        Resource: [
          { 'Fn::GetAtt': ['QueuesCheckoutCommandsDeadLettersE41084E4', 'Arn'] },
          { 'Fn::GetAtt': ['QueuesCheckoutCommandsQueue164B0A96', 'Arn'] },
        ],
      },
    ])
  })

  it('is checked and estimated as the one stack is: wiring, concurrency, and nearly the same bill', () => {
    expect(brokenRules(joinedTemplate(stacks), consumers)).toEqual([])
    expect(concurrencyNeed(joinedTemplate(stacks))).toEqual(concurrencyNeed(one))
    expect(Math.abs(sumOf(idleCost(joinedTemplate(stacks))) - sumOf(idleCost(one)))).toBeLessThan(1)
  })

  it('says of each stack how far it is from what it may have', () => {
    const settings = {
      stage: 'dev',
      consumerMetrics: 'essential',
      apiMetrics: 'essential',
      alarms: 'essential',
    } as const
    const report = estimates(stacks, services, settings)
    for (const { stackName } of stacks) {
      expect(report).toMatch(
        new RegExp(`^  ${stackName}: \\d+ of 500 resources, \\d+ of 200 outputs, [\\d,]+ of 1,000,000 bytes`, 'm'),
      )
    }
  })

  it('gives all outputs of the one stack, each in the stack of what it names, and says which stacks there are', () => {
    const outputs = ({ Outputs = {} }: StackTemplate['template']) => Object.keys(Outputs)
    const all = stacks.flatMap(({ template }) => outputs(template))
    for (const name of outputs(one as StackTemplate['template'])) {
      expect(all).toContain(name === 'ParkingFunctionName' ? 'OrderViewParkingFunctionName' : name)
    }
    expect(outputs(templateOf(stackOf('payment')))).toContain('ConsumerPayment')
    expect(templateOf(stackOf('payment')).Outputs?.PipelineStack?.Value).toBe('EventPipeline-dev')
    const others = String(templateOf('EventPipeline-dev').Outputs?.OtherStacks?.Value).split(',')
    expect(others.toSorted()).toEqual([...names.map(stackOf), 'EventPipeline-dev-joint'].toSorted())
  })

  it('leaves no finding of cdk-nag unanswered', () => {
    const { violations } = new AwsSolutionsChecks().validateScope(app)
    expect(violations.map(({ ruleName, violatingResources }) => [ruleName, violatingResources])).toEqual([])
  })

  it.each([
    { apiAuth: 'jwt', jwtIssuer: 'https://login.example.com/', jwtAudience: 'shop', alarms: 'all' },
    { stage: 'prod', emailFrom: 'orders@example.com', alarmEmail: 'ops@example.com', corsOrigins: '*' },
    { schemaRegistry: 'own-stack', ownStacks: 'payment,checkout' },
    { ownStacks: '' },
  ])('synthesizes with every check, context %j', (context) => {
    const { app, stacks: built } = buildPipeline({ ...LAYOUT, ...context })
    const found = app.synth().stacks.map(({ stackName }) => stackName)
    expect(found).toEqual(expect.arrayContaining(built.all.map(({ stackName }) => stackName)))
  })

  it('moves only the services that are named', () => {
    const own = buildPipeline({ ...LAYOUT, ownStacks: 'payment' }).app.synth()
    expect(own.stacks.map(({ stackName }) => stackName).toSorted()).toEqual([
      'EventPipeline-dev',
      'EventPipeline-dev-joint',
      'EventPipeline-dev-payment',
    ])
    expect(typed(own.getStackByName('EventPipeline-dev').template)).toContain('AWS::DynamoDB::Table OrderTableA6ACA365')
  })
})

describe('settings that make no sense', () => {
  it.each([
    [{ ...LAYOUT, ownStacks: 'paymet' }, /ownStacks names paymet; there are the services order, /],
    [{ ownStacks: 'payment' }, /ownStacks .* needs layout=services/],
    [{ layout: 'two' }, /layout is "two": allowed are one, services/],
    [{ stage: 'dev-payment' }, /EventPipeline-dev-payment is a stack of stage dev with layout=services/],
    [{ stage: 'dev-joint' }, /must not end in -joint/],
  ])('%j is refused in one line', (context, message) => {
    expect(() => buildPipeline(context)).toThrow(message)
  })
})

describe('60 consumers in 20 services, of 100 types of events, in a stack per service', () => {
  const { assembly, seconds } = synthesizedOnce(LAYOUT, largeSystem)
  const many = templatesOf(assembly)

  it('fit: no stack is near to what it may have', () => {
    console.info(`60 consumers synthesized in ${seconds.toFixed(1)} s into ${many.length} stacks`)
    const fullest = many.flatMap(({ template }) => stackLimits(template).map(({ used, limit }) => used / limit))
    expect(many).toHaveLength(22)
    expect(Math.max(...fullest)).toBeLessThan(0.8)
  })

  it('are wired soundly, and each can be found', () => {
    const all = largeSystem.flatMap((service) => service.consumers)
    expect(brokenRules(joinedTemplate(many), all)).toEqual([])
    const outputs = readOutputs(
      many.flatMap(({ template }) =>
        Object.keys(template.Outputs ?? {}).map((name) => [name, '{"queueUrl":"u"}'] as const),
      ),
    )
    for (const { name } of all)
      expect(outputs.get(`Consumer${name.replace('c', 'C').replace('-', '')}QueueUrl`)).toBe('u')
  })
})
