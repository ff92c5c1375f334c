/** Everything that `npm run new` makes, in the ways in which one piece meets another. */
export const PIECES = [
  'consumer loyalty --on parcel.shipped',
  'consumer loyalty-mail --on parcel.shipped --service loyalty --ordered',
  'consumer label-mail --on parcel.shipped --service labels',
  'service depot',
  'event box.shipped --service depot --fields box_id:id,parcel_id:id,total:amount,note:text?',
  'event box.lost --service depot --fields box_id:id,weight:number,insured:boolean',
  'event box.returned --service depot --fields box_id:id,reason:text',
  'command send_box --service depot --fields parcel_id:id,currency:currency',
  'read-model boxes --on box.shipped,box.lost --service depot',
  'route /boxes/{box_id} --service depot --read-model boxes',
  'read-model boxes-of-parcel --on box.shipped --per parcel_id --service depot',
  'route /parcels/{parcel_id}/boxes --service depot --read-model boxes-of-parcel',
  // Two entities with one action, in a service that has a route already, which only appends.
  'read-model goods --on parcel.shipped,box.shipped --service shipping',
  'route /goods/{parcel_id} --service shipping --read-model goods',
  // Routes that state an event: of an aggregate that is there, and of a new one whose name is a word of the language, before and after a GET.
  'event parcel.lost --service shipping --fields parcel_id:id,note:text?',
  'route POST /parcels/{parcel_id}/loss --service shipping --event parcel.lost',
  'service returns',
  'event return.requested --service returns --fields return_id:id,parcel_id:id,reason:text',
  'route POST /parcels/{parcel_id}/returns --service returns --event return.requested --operation requestReturn',
  'read-model returned --on return.requested --service returns',
  'route /returns/{return_id} --service returns --read-model returned',
  'event return.approved --service returns --fields return_id:id',
  'route POST /returns/{return_id}/approval --service returns --event return.approved',
] as const
