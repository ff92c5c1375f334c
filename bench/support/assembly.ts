import { join } from 'node:path'
import { authContext } from '../../dev/api-access.ts'
import { projectRoot, synthesize } from '../../dev/synthesize.ts'

/** @returns the assembly of the stack as benchmarks run it. It is kept, and synthesized anew only when something of it has changed. */
export async function benchAssembly(): Promise<string> {
  const directory = join(projectRoot, 'cdk.out.bench')
  await synthesize(directory, { stage: 'dev', ...authContext('iam') })
  return directory
}
