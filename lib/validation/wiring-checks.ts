import { readFileSync } from 'node:fs'
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { wiringRules } from './rules/index.ts'
import type { Fault } from './rules/rule.ts'
import type { Template } from './template.ts'
import { wiredConsumers } from './wiring.ts'

export interface BrokenRule {
  readonly rule: string
  readonly demands: string
  readonly consumer: string
  /** The message, which names the consumer, the value found and the value demanded. */
  readonly problem: string
  readonly fix: string
  /** Logical id. */
  readonly resource: string | undefined
}

/** Checks every consumer of a synthesized template against every rule. @returns all broken rules, not only the first. */
export const brokenRules = (template: Template, declarations: readonly ConsumerDeclaration[]): BrokenRule[] =>
  wiredConsumers(template, declarations).flatMap((consumer) =>
    wiringRules.flatMap(({ id, demands, check }) =>
      faults(check(consumer)).map(({ resource, is, must, fix }) => ({
        rule: id,
        demands,
        consumer: consumer.declaration.name,
        problem: `Consumer "${consumer.declaration.name}": ${is}; ${must}.`,
        fix,
        resource,
      })),
    ),
  )

const faults = (result: Fault | readonly Fault[] | undefined): readonly Fault[] => [result ?? []].flat()

/** Fails the synthesis while a rule is broken. Reads the template that would be deployed, so that overrides count, too. */
export class WiringChecks implements IPolicyValidationPlugin {
  readonly name = 'Consumer wiring'
  readonly ruleIds = wiringRules.map((rule) => rule.id)
  readonly #declarations: readonly ConsumerDeclaration[]

  constructor(declarations: readonly ConsumerDeclaration[]) {
    this.#declarations = declarations
  }

  validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = stackTemplates.flatMap(({ templatePath }) => {
      const template = JSON.parse(readFileSync(templatePath, 'utf8')) as Template
      return brokenRules(template, this.#declarations).map((broken) => violation(broken, templatePath))
    })
    return { success: violations.length === 0, violations }
  }
}

const violation = ({ rule, problem, fix, resource }: BrokenRule, templatePath: string): PolicyViolation => ({
  ruleName: `wiring/${rule}`,
  severity: 'error',
  description: problem,
  fix,
  violatingResources: resource ? [{ resourceLogicalId: resource, templatePath, locations: [] }] : [],
})
