import { readFileSync } from 'node:fs'
import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib'
import { longNames } from './names/long-names.ts'
import type { StackNames } from './names/name-length.ts'
import type { Template } from './template.ts'

/** Fails the synthesis while a name would be too long for AWS, on this stage or on another. */
export class NameChecks implements IPolicyValidationPlugin {
  readonly name = 'Names'
  readonly ruleIds = ['length']
  readonly #namesOf: (stackName: string) => StackNames

  constructor(namesOf: (stackName: string) => StackNames) {
    this.#namesOf = namesOf
  }

  validate({ stackTemplates }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = stackTemplates.flatMap(({ templatePath, stackConstructPath }) => {
      const template = JSON.parse(readFileSync(templatePath, 'utf8')) as Template
      return longNames(template, this.#namesOf(stackConstructPath)).map(({ resource, problem, fix }) => ({
        ruleName: 'names/length',
        severity: 'error',
        description: problem,
        fix,
        violatingResources: resource ? [{ resourceLogicalId: resource, templatePath, locations: [] }] : [],
      }))
    })
    return { success: violations.length === 0, violations }
  }
}
