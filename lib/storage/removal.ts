import { RemovalPolicy } from 'aws-cdk-lib'

/** What protects the data of a stage. */
export interface Keeping {
  /** Keep what holds data when the stack goes. */
  readonly retain: boolean
  /** Tables refuse to be deleted by anyone, CloudFormation included. */
  readonly tablesRefuseDeletion: boolean
}

/**
 * What becomes of a resource that holds something when it leaves the stack. Retained means
 * `DeletionPolicy: RetainExceptOnCreate`: it outlives the stack and every update, but a first deployment that fails takes
 * with it what it has just created and nobody has used, so that the next attempt finds no orphans.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-deletionpolicy.html
 */
export const removalOf = ({ retain }: Pick<Keeping, 'retain'>): RemovalPolicy =>
  retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY
