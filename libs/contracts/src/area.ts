import { z } from 'zod';

/** A reporting area (填报地区): the city, its ten county-level areas and 市本级 (requirements §0.3). */
export const AreaView = z.object({
  code: z.string(),
  name: z.string(),
  shortName: z.string(),
  kind: z.enum(['city', 'county', 'zone', 'city_level']),
  parentCode: z.string().nullable(),
});
export type AreaView = z.infer<typeof AreaView>;

export const IndustryView = z.object({ code: z.string(), name: z.string(), level: z.string(), path: z.string() });
export type IndustryView = z.infer<typeof IndustryView>;

export const RegionView = z.object({
  code: z.string(),
  name: z.string(),
  level: z.string(),
  parentCode: z.string().nullable(),
});
export type RegionView = z.infer<typeof RegionView>;

export const ParkView = z.object({
  name: z.string(),
  areaCode: z.string().nullable(),
  leadIndustry: z.string(),
  industryCodes: z.array(z.string()),
});

/** 毕节市: the area all counties lie in, whose figures are those of the whole city. */
export const CITY_AREA = '520500';
