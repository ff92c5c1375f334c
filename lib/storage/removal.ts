import { RemovalPolicy } from 'aws-cdk-lib'

/** How the data of a stage is protected against removal. */
export interface RemovalSettings {
  /** Whether resources that hold data are kept when the stack is deleted. */
  readonly retain: boolean
  /** Whether tables refuse to be deleted, also by CloudFormation. */
  readonly tablesRefuseDeletion: boolean
}

/**
 * What becomes of a resource that holds something when it leaves the stack. Retained means
 * `DeletionPolicy: RetainExceptOnCreate`: it outlives the stack and every update, but a first deployment that fails takes
 * with it what it has just created and nobody has used, so that the next attempt finds no orphans.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export const removalOf = ({ retain }: Pick<RemovalSettings, 'retain'>): RemovalPolicy =>
  retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY
