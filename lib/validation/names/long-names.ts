import type { Template } from '../template.ts'
import type { TemplateProblem } from '../template-checks.ts'
import { GENERATED_END, nameLimits, STACK_NAME_MOST } from './limits.ts'
import { nameLength, type StackNames } from './name-length.ts'

/** Every name of a template, given or generated, that is longer than AWS allows when the stage's name is as long as it may be. */
export function longNames({ Resources }: Template, stack: StackNames): TemplateProblem[] {
  const ofResources = Object.entries(Resources).flatMap(([id, { Type, Properties = {} }]) => {
    const limit = Object.hasOwn(nameLimits, Type) ? nameLimits[Type] : undefined
    if (!limit) return []
    const given = Properties[limit.property]
    const generated = stack.longestStackName.length + 1 + id.length + GENERATED_END
    const length = given === undefined ? (limit.shortened ? 0 : generated) : (nameLength(given, stack) ?? 0)
    if (length <= limit.most) return []
    const whose = given === undefined ? 'the name that CloudFormation generates' : `its ${limit.property}`
    return {
      resource: id,
      problem: `${id} (${Type}): ${whose} has ${length} characters with the longest stage; ${limit.most} are allowed (${limit.source}).`,
      fix: given === undefined ? `give it its own ${limit.property}, made of the stack's name` : 'shorten it',
    }
  })
  if (stack.longestStackName.length <= STACK_NAME_MOST) return ofResources
  const problem = `The stack's name has ${stack.longestStackName.length} characters; ${STACK_NAME_MOST} are allowed.`
  return [{ resource: undefined, problem, fix: 'shorten it' }, ...ofResources]
}
