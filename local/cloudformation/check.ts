import { z } from 'zod'
import { textOf } from '../problem.ts'
import { resourceTypes } from '../resources/index.ts'
import { readOnce } from '../resources/resource-type.ts'
import { IntrinsicError, resolve, type Scope } from '../template/intrinsics.ts'
import type { ScopeOptions } from '../template/scope.ts'
import { constructPath, type Template, type TemplateResource } from '../template/template.ts'
import { ExpectedError } from '../usage/usage-error.ts'
import { placeholderArn, placeholderScope } from './placeholders.ts'

/**
 * Everything in a template that the local runtime cannot do, or that AWS would refuse: a line for each, which names the resource, its
 * property and what is allowed. Nothing was created.
 */
export class UnsupportedTemplateError extends ExpectedError {
  override readonly name = 'UnsupportedTemplateError'
  /** The template is a mistake of its author's, as a wrong option is. */
  override readonly exitCode = 2
  readonly problems: readonly string[]

  constructor(stackName: string, problems: string[]) {
    super(
      problems.length === 1
        ? `Stack ${stackName}: ${problems[0]}`
        : `${problems.length} things in stack ${stackName} that AWS refuses, or that the local runtime does not know:\n${problems.map((p) => `  - ${p}`).join('\n')}`,
    )
    this.problems = problems
  }
}

/** Throws one error that lists every unknown resource type, property and value of the template, and all that AWS would refuse. */
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
  const properties = resolve(resource.Properties ?? {}, scope)
  const result = type.properties.safeParse(properties, readOnce)
  if (!result.success) return result.error.issues.map((issue) => `${name}: ${describe(issue, type.properties)}`)
  return [...type.check(result.data)]
    .filter(({ path }) => !holdsPlaceholder(valueAt(properties, path)))
    .map((problem) => `${name}: ${textOf(problem)}`)
}

const valueAt = (properties: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((value, step) => (value as Record<PropertyKey, unknown> | undefined)?.[step], properties)

/** Whether a value holds the name of a resource that is not created yet (see `placeholderScope`): it is checked when that exists. */
const holdsPlaceholder = (value: unknown): boolean => /<[^<>"]+>/.test(JSON.stringify(value) ?? '')

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
