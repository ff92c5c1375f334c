import { App } from 'aws-cdk-lib'
import { EventPipelineStack } from '../lib/event-pipeline-stack.ts'
import { bundledCode } from '../lib/functions/code.ts'
import { services } from '../lib/services.ts'
import { readSettings } from '../lib/settings.ts'

const app = new App()
const settings = readSettings((key) => app.node.tryGetContext(key))

new EventPipelineStack(app, `EventPipeline-${settings.stage}`, {
  settings,
  services,
  codeOf: await bundledCode(services),
})
