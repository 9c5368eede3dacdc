/**
 * 投资强度 of a project `p`, 万元 per 亩 of all the land it takes (measure 31c), as SQL; NULL while one of the two is unknown. The page of the
 * project and its reservations of plots show this one figure.
 */
export const INTENSITY_SQL = (p: string, landMu = `project_land_mu(${p}.id)`) =>
  `trim_scale(round(${p}.total_investment_cny / 10000 / ${landMu}, 2))::text`;
