import { Template } from 'aws-cdk-lib/assertions'
import { describe, expect, it } from 'vitest'
import { orderConfirmed } from '../../events/order.ts'
import { defineConsumer } from '../../lambdas/runtime/declarations/consumer.ts'
import { defineService, type ServiceDeclaration } from '../../lambdas/runtime/declarations/service.ts'
import type { Uses } from '../../lambdas/runtime/declarations/uses.ts'
import { idleCost, uncountedTypes } from '../../lib/estimates/idle-cost.ts'
import type { Template as AnyTemplate } from '../../lib/validation/template.ts'
import { buildPipeline, resources } from './support/synthesized.ts'

const consumer = (name: string, uses: Uses) =>
  defineConsumer({ name, subscribesTo: [orderConfirmed], delivery: 'at-least-once', uses })
const billing = (uses: Uses, others: Uses = {}): ServiceDeclaration =>
  defineService({ name: 'billing', consumers: [consumer('charges', uses), consumer('receipts', others)] })
const synthesize = (service: ServiceDeclaration, context: Record<string, unknown> = {}) =>
  Template.fromStack(buildPipeline(context, [service]).stack)

const PROVIDER_URL = 'https://provider.example.com'
const functionNamed = (template: Template, description: string) => {
  const found = resources(template, 'AWS::Lambda::Function').find(
    ([, { Properties }]) => Properties.Description === description,
  )
  const { Environment, Role } = found![1].Properties as {
    Environment: { Variables: Record<string, unknown> }
    Role: { 'Fn::GetAtt': [string, string] }
  }
  const role = template.toJSON().Resources[Role['Fn::GetAtt'][0]].Properties
  return { variables: Environment.Variables, policy: JSON.stringify(role.Policies), role }
}

describe('a function that uses secrets', () => {
  const template = synthesize(billing({ secrets: ['payment-provider'] }), { stage: 'prod' })

  it('may read the value of exactly these, and nothing else about them', () => {
    const { role } = functionNamed(template, 'Consumer charges')
    const statements = role.Policies[0].PolicyDocument.Statement as { Action: unknown; Resource: unknown }[]
    // The suffix stands for the six random characters of the ARN:
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/permissions_grant-limited-resources.html
    expect(statements.filter(({ Action }) => JSON.stringify(Action).includes('secretsmanager'))).toEqual([
      {
        Effect: 'Allow',
        Action: 'secretsmanager:GetSecretValue',
        Resource: {
          'Fn::Join': [
            '',
            [
              'arn:',
              { Ref: 'AWS::Partition' },
              ':secretsmanager:',
              { Ref: 'AWS::Region' },
              ':',
              { Ref: 'AWS::AccountId' },
              ':secret:EventPipeline/prod/billing/payment-provider-??????',
            ],
          ],
        },
      },
    ])
  })

  it('is the only one that may', () => {
    expect(JSON.stringify(template.toJSON()).match(/secretsmanager:GetSecretValue/g)).toHaveLength(1)
    expect(functionNamed(template, 'Consumer receipts').policy).not.toContain('secretsmanager')
  })

  it('makes the stack create none, and its cost is told all the same, once for all functions that read it', () => {
    const both = synthesize(billing({ secrets: ['one', 'two'] }, { secrets: ['one'] })).toJSON() as AnyTemplate
    expect(Object.values(both.Resources).map(({ Type }) => Type)).not.toContain('AWS::SecretsManager::Secret')
    expect(uncountedTypes(both)).toEqual([])
    expect(idleCost(both)).toContainEqual({ what: 'secrets that functions read', count: 2, usd: 0.8 })
  })

  it.each([
    [['Payment'], 'uses.secrets has "Payment"; names are kebab-case, at most 100 characters'],
    [['a/b'], 'uses.secrets has "a/b"; names are kebab-case'],
    [[''], 'uses.secrets has ""; names are kebab-case'],
    [['x'.repeat(101)], `uses.secrets has "${'x'.repeat(101)}"; names are kebab-case, at most 100 characters`],
    [['one', 'one'], 'uses.secrets has "one" twice.'],
    // As code without types has it.
    ['one' as unknown as string[], 'uses.secrets must be a list of names, e.g. ["payment-provider"].'],
    // https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
    [['stripe-secret'], 'uses.secrets has "stripe-secret", which ends with a hyphen and six characters'],
  ])('names them %j: refused', (secrets, message) => {
    expect(() => synthesize(billing({ secrets }))).toThrow(`Service "billing": ${message}`)
  })
})

describe('a function with variables of its own', () => {
  const uses: Uses = { variables: { PROVIDER_URL: { default: 'https://sandbox.example.com' }, MERCHANT: {} } }
  const merchant = { billing: { MERCHANT: 'm1' } }

  it('gets the value of the stage, or else the default, and no other function does', () => {
    const template = synthesize(billing(uses), { variables: { billing: { ...merchant.billing, PROVIDER_URL } } })
    expect(functionNamed(template, 'Consumer charges').variables).toMatchObject({ PROVIDER_URL, MERCHANT: 'm1' })
    const others = functionNamed(template, 'Consumer receipts').variables
    expect(Object.keys(others).filter((name) => /PROVIDER_URL|MERCHANT/.test(name))).toEqual([])
    expect(
      functionNamed(synthesize(billing(uses), { variables: merchant }), 'Consumer charges').variables,
    ).toMatchObject({
      PROVIDER_URL: 'https://sandbox.example.com',
    })
  })

  it('is not deployed to a stage that gives no value', () => {
    expect(() => synthesize(billing(uses), { stage: 'prod' })).toThrow(
      'Service "billing": its variable MERCHANT has no value in stage prod. Add "variables": { "billing": { "MERCHANT": "…" } } to stages/prod.json, or give it a default in uses.variables.',
    )
  })

  it.each([
    [
      { billing: { MERCHNT: 'm1' } },
      'Setting variables.billing.MERCHNT: no function declares it in uses.variables. Did you mean MERCHANT? There are: PROVIDER_URL, MERCHANT.',
    ],
    [
      { biling: { MERCHANT: 'm1' } },
      'Setting variables.biling: there is no such service in stage dev. Did you mean billing? There are: billing.',
    ],
  ])('is given no value by %j', (variables, message) => {
    expect(() => synthesize(billing(uses), { variables })).toThrow(message)
  })

  it.each([
    ['provider_url', 'uses.variables has "provider_url"; names are two or more upper-case letters'],
    ['A', 'uses.variables has "A"; names are'],
    ['STATE_TABLE', 'uses.variables has STATE_TABLE, which the engine sets.'],
    ['POWERTOOLS_LOG_LEVEL', 'uses.variables has POWERTOOLS_LOG_LEVEL, which the engine sets.'],
    ['AWS_REGION', 'uses.variables has AWS_REGION, which Lambda, Node.js or a library reads.'],
    ['NODE_OPTIONS', 'uses.variables has NODE_OPTIONS, which Lambda, Node.js or a library reads.'],
    ['PATH', 'uses.variables has PATH, which Lambda, Node.js or a library reads.'],
    ['toString', 'uses.variables has "toString"; names are'],
  ])('does not name one %s', (name, message) => {
    expect(() => synthesize(billing({ variables: { [name]: { default: 'x' } } }))).toThrow(
      `Service "billing": ${message}`,
    )
  })

  it('has no empty default', () => {
    expect(() => synthesize(billing({ variables: { MERCHANT: { default: '' } } }))).toThrow('with an empty default')
  })
})

describe('routes', () => {
  it('have secrets and variables like consumers', () => {
    const api = {
      routes: [],
      description: { name: 'billing', operations: {} } as never,
      uses: { secrets: ['payment-provider'], variables: { PROVIDER_URL: { default: PROVIDER_URL } } },
    }
    const template = synthesize(defineService({ name: 'billing', consumers: [], api }))
    const { variables, policy } = functionNamed(template, 'HTTP routes of billing')
    expect(variables).toMatchObject({ PROVIDER_URL })
    expect(policy).toContain('/billing/payment-provider-??????')
  })
})
