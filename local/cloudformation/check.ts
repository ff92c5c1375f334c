import { z } from 'zod'
import { resourceTypes } from '../resources/index.ts'
import { IntrinsicError, resolve, type Scope } from '../template/intrinsics.ts'
import type { ScopeOptions } from '../template/scope.ts'
import { constructPath, type Template, type TemplateResource } from '../template/template.ts'
import { ExpectedError } from '../usage/usage-error.ts'
import { placeholderArn, placeholderScope } from './placeholders.ts'

/** Everything in a template that the local runtime cannot do, found before anything is created. */
export class UnsupportedTemplateError extends ExpectedError {
  override readonly name = 'UnsupportedTemplateError'
  readonly problems: readonly string[]

  constructor(stackName: string, problems: string[]) {
    const count = problems.length === 1 ? 'One thing' : `${problems.length} things`
    super(
      `${count} in stack ${stackName} that the local runtime does not know:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/** Throws one error that lists every unknown resource type, property and value of the template. */
export function checkTemplate(template: Template, options: ScopeOptions): void {
  const scope = {
    ...placeholderScope(template, options),
    importValue: (exportName: string) => `<${exportName}>`,
    stackOutput: (stackName: string, outputName: string) =>
      /Arn/.test(outputName) ? placeholderArn(outputName, options) : `<${stackName}.${outputName}>`,
  }
  const problems = Object.entries(template.Resources).flatMap(([logicalId, resource]) => {
    try {
      if (resource.Condition && !scope.condition(resource.Condition)) return []
      return checkResource(logicalId, resource, scope)
    } catch (error) {
      if (!(error instanceof IntrinsicError)) throw error
      return [`${nameOf(logicalId, resource)}: ${error.message}`]
    }
  })
  if (problems.length > 0) throw new UnsupportedTemplateError(options.stackName, problems)
}

function checkResource(logicalId: string, resource: TemplateResource, scope: Scope): string[] {
  const name = nameOf(logicalId, resource)
  const type = Object.hasOwn(resourceTypes, resource.Type) ? resourceTypes[resource.Type] : undefined
  if (!type) return [`${name}: unknown resource type; known are ${Object.keys(resourceTypes).sort().join(', ')}`]
  const result = type.properties.safeParse(resolve(resource.Properties ?? {}, scope))
  if (result.success) return []
  return result.error.issues.map((issue) => `${name}: ${describe(issue, type.properties)}`)
}

function describe(issue: z.core.$ZodIssue, schema: z.ZodType): string {
  const path = issue.path.join('.')
  if (issue.code !== 'unrecognized_keys') return `property ${path}: ${issue.message}`
  const names = issue.keys.map((key) => (path ? `${path}.${key}` : key)).join(', ')
  const known =
    path === '' && schema instanceof z.ZodObject ? `; known are ${Object.keys(schema.shape).join(', ')}` : ''
  return `unknown property ${names}${known}`
}

function nameOf(logicalId: string, resource: TemplateResource): string {
  const path = constructPath(logicalId, resource)
  return `${logicalId}${path === logicalId ? '' : ` (${path})`}, ${resource.Type}`
}
