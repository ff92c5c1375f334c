import { LambdaClient } from '@aws-sdk/client-lambda'
import { setDrill } from '../ops/drills/drills.ts'
import { readOutputs } from '../ops/stack/outputs.ts'
import { pascalCase } from '../ops/stack/stack.ts'
import type { Failing } from './failing.ts'
import { localClientSettings } from './local-client.ts'

/** From now on these consumers fail, as operators would tell them to: through Lambda's API. */
export async function failFromNowOn(
  { endpointUrl, outputs }: { readonly endpointUrl: string; readonly outputs: Readonly<Record<string, string>> },
  failing: readonly Failing[],
): Promise<void> {
  const lambda = new LambdaClient(localClientSettings(endpointUrl))
  const all = readOutputs(Object.entries(outputs))
  try {
    for (const { consumer, drill } of failing) {
      await setDrill(lambda, all.get(`Consumer${pascalCase(consumer)}FunctionName`) ?? '', drill)
    }
  } finally {
    lambda.destroy()
  }
}
