/** Whether site `s` is a plant that stands or is being built: one that is planned, closed or withdrawn is none. */
export const IS_STANDING_PLANT = `(s.kind = 'plant' AND s.status IN ('operating', 'building', 'idle') AND s.withdrawn_at IS NULL)`;
