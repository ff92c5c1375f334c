import { readFileSync } from 'node:fs'
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib'
import type { Template } from './template.ts'

export interface TemplateProblem {
  /** Logical id; undefined for the stack itself. */
  readonly resource: string | undefined
  readonly problem: string
  readonly fix: string
}

/** Fails the synthesis while a check finds problems in the template of a stack, each stack for itself. */
export class TemplateChecks implements IPolicyValidationPlugin {
  readonly name: string
  readonly ruleIds: string[]
  readonly #rule: string
  readonly #find: (template: Template, stackName: string) => readonly TemplateProblem[]

  /** @param rule `group/rule`, as it is printed. */
  constructor(
    rule: `${string}/${string}`,
    find: (template: Template, stackName: string) => readonly TemplateProblem[],
  ) {
    const [group = '', id = ''] = rule.split('/')
    this.name = group
    this.ruleIds = [id]
    this.#rule = rule
    this.#find = find
  }

  validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    // Each stack stands at the top of the app, under its name.
    const violations = stackTemplates.flatMap(({ templatePath, stackConstructPath }) => {
      const template = JSON.parse(readFileSync(templatePath, 'utf8')) as Template
      return this.#find(template, stackConstructPath).map(({ resource, problem, fix }) => ({
        ruleName: this.#rule,
        severity: 'error',
        description: problem,
        fix,
        violatingResources: resource ? [{ resourceLogicalId: resource, templatePath, locations: [] }] : [],
      }))
    })
    return { success: violations.length === 0, violations }
  }
}
