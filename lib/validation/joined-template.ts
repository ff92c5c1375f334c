import type { Template } from './template.ts'

/** A synthesized template with its outputs, and the name of its stack. */
export interface StackTemplate {
  readonly stackName: string
  readonly template: Template & { readonly Outputs?: Readonly<Record<string, { readonly Value?: unknown }>> }
}

/**
 * The templates of several stacks as if they were one: what one stack reads from an output of another is a reference to the
 * resource itself again. So whoever reads templates need not know of how many stacks they are.
 * @throws {Error} where two stacks have a resource of the same logical id.
 */
export function joinedTemplate(stacks: readonly StackTemplate[]): Template {
  if (stacks.length === 1 && stacks[0]) return stacks[0].template
  const outputs = new Map(stacks.map(({ stackName, template }) => [stackName, template.Outputs ?? {}]))
  const lookUp = ({ StackName, OutputName }: StackOutput): unknown => outputs.get(StackName)?.[OutputName]?.Value
  const owners = new Map<string, string>()
  const resources = stacks.flatMap(({ stackName, template }) =>
    Object.entries(template.Resources).map(([id, resource]) => {
      const other = owners.get(id)
      if (other !== undefined) throw new Error(`The stacks ${other} and ${stackName} both have a resource ${id}.`)
      owners.set(id, stackName)
      return [id, direct(resource, lookUp)]
    }),
  )
  return { Resources: Object.fromEntries(resources) as Template['Resources'] }
}

interface StackOutput {
  readonly StackName: string
  readonly OutputName: string
}

function direct(value: unknown, lookUp: (output: StackOutput) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => direct(one, lookUp))
  if (typeof value !== 'object' || value === null) return value
  const { 'Fn::GetStackOutput': output } = value as { 'Fn::GetStackOutput'?: StackOutput }
  if (output) return lookUp(output) ?? value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, direct(one, lookUp)]))
}
