import { bundleServices } from './functions/bundling/bundle-services.ts'
import { services } from './services.ts'

/**
 * Synthesizes the stack of the stage that the context names into the cloud assembly that the CDK command line asked for.
 * Bundling runs in esbuild's own process while this one loads the CDK, which takes as long.
 */
export async function synthesize(): Promise<void> {
  const bundling = bundleServices(services)
  const [{ pipelineApp }, { bundledCode }] = await Promise.all([import('./app.ts'), import('./functions/code.ts')])
  pipelineApp({ services, codeOf: bundledCode(await bundling) }).app.synth()
}
