/** The content of the output `Consumer<Name>` of a stack, as JSON: one output for each consumer, as a stack may have 200. */
export interface ConsumerOutput {
  readonly queueUrl: string
  readonly deadLetterQueueUrl: string
  readonly functionName: string
}

const PARTS = { QueueUrl: 'queueUrl', DlqUrl: 'deadLetterQueueUrl', FunctionName: 'functionName' } as const

/**
 * The outputs of a stack by name. Each part of a consumer's output gets a name of its own besides (`ConsumerPaymentQueueUrl`,
 * `ConsumerPaymentDlqUrl`, `ConsumerPaymentFunctionName`), which is how older stacks have them: tools read
 * both alike.
 */
export function readOutputs(pairs: Iterable<readonly [key: string, value: string]>): ReadonlyMap<string, string> {
  const outputs = new Map<string, string>()
  for (const [key, value] of pairs) {
    outputs.set(key, value)
    const consumer = key.startsWith('Consumer') ? consumerOutput(value) : undefined
    for (const [name, part] of Object.entries(PARTS) as [keyof typeof PARTS, keyof ConsumerOutput][]) {
      if (consumer?.[part] !== undefined) outputs.set(`${key}${name}`, consumer[part])
    }
  }
  return outputs
}

function consumerOutput(value: string): Partial<ConsumerOutput> | undefined {
  try {
    const parsed: unknown = JSON.parse(value)
    return typeof parsed === 'object' && parsed !== null ? parsed : undefined
  } catch {
    return undefined
  }
}
