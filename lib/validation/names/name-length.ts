/** The longest values that references can have. `ap-southeast-1` is the longest name of a region outside the government partitions. */
const pseudoParameters: Readonly<Record<string, number>> = { 'AWS::Region': 14, 'AWS::AccountId': 12 }

/** Characters of a stack's id between its last two slashes: a UUID. */
const PART_OF_STACK_ID = 36

export interface StackNames {
  /** The name as it is in the template. */
  readonly stackName: string
  /** Name of the stack, as it is for the longest stage. */
  readonly longestStackName: string
}

/**
 * How long a name in a template gets for the longest stage.
 * @returns undefined for a name that only the deployment knows.
 */
export function nameLength(name: unknown, stack: StackNames): number | undefined {
  if (typeof name === 'string') return forLongestStage(name, stack).length
  if (typeof name !== 'object' || name === null) return undefined
  const { Ref, ...functions } = name as { Ref?: string; 'Fn::Join'?: [string, unknown[]]; 'Fn::Select'?: unknown }
  if (Ref === 'AWS::StackName') return stack.longestStackName.length
  if (Ref !== undefined) return pseudoParameters[Ref]
  if (functions['Fn::Join']) return joinedLength(functions['Fn::Join'], stack)
  if (functions['Fn::Select'] && JSON.stringify(functions).includes('"AWS::StackId"')) return PART_OF_STACK_ID
  return undefined
}

function joinedLength([separator, parts]: [string, unknown[]], stack: StackNames): number | undefined {
  const lengths = parts.map((part) => nameLength(part, stack))
  if (lengths.some((length) => length === undefined)) return undefined
  return lengths.reduce<number>((sum, length) => sum + (length ?? 0), separator.length * (parts.length - 1))
}

/** The CDK puts the stack's name into names of its own with and without its hyphens. */
function forLongestStage(name: string, { stackName, longestStackName }: StackNames): string {
  const plain = (text: string) => text.replaceAll('-', '')
  return name.replaceAll(stackName, longestStackName).replaceAll(plain(stackName), plain(longestStackName))
}
