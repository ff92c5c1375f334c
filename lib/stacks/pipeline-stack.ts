import { CrossStackReferences, ReferenceStrength, Stack } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import type { Settings } from '../settings.ts'

/** One stack of the pipeline. What another stack of it is called, it reads from that stack's outputs while it is deployed. */
export class PipelineStack extends Stack {
  /** @param description Default: it is the pipeline's only stack, or that of what its services share. */
  constructor(scope: Construct, id: string, { stage, retain }: Settings, description?: string) {
    super(scope, id, {
      description: `Event pipeline, stage ${stage}${description === undefined ? '' : `: ${description}`}`,
      terminationProtection: retain,
      // A third of a large template is indentation, and CloudFormation takes a million bytes.
      suppressTemplateIndentation: true,
    })
    // An export cannot change or go while another stack imports it, so that two stacks could keep each other from being deployed.
    CrossStackReferences.of(this).consume(ReferenceStrength.WEAK)
  }
}
