import { readFileSync } from 'node:fs'
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
  PolicyViolation,
} from 'aws-cdk-lib'
import type { ConsumerDeclaration } from '../../lambdas/runtime/declarations/consumer.ts'
import { joinedTemplate, type StackTemplate } from './joined-template.ts'
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

/** Fails the synthesis while a rule is broken. Reads the templates that would be deployed, so that overrides count, too. */
export class WiringChecks implements IPolicyValidationPlugin {
  readonly name = 'Consumer wiring'
  readonly ruleIds = wiringRules.map((rule) => rule.id)
  readonly #declarations: readonly ConsumerDeclaration[]

  constructor(declarations: readonly ConsumerDeclaration[]) {
    this.#declarations = declarations
  }

  validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const stacks = stackTemplates.map(({ templatePath, stackConstructPath }) => ({
      templatePath,
      // Each stack stands at the top of the app, under its name.
      stackName: stackConstructPath,
      template: JSON.parse(readFileSync(templatePath, 'utf8')) as StackTemplate['template'],
    }))
    // A consumer and what it is wired to may stand in several stacks.
    const violations = brokenRules(joinedTemplate(stacks), this.#declarations).map((broken) => {
      const place = stacks.find(
        ({ template }) => broken.resource !== undefined && broken.resource in template.Resources,
      )
      return violation(broken, (place ?? stacks[0])?.templatePath ?? '')
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
