import { TermHint } from '../app/term-hint.js';

const DEMAND = '不设上限时，会选这家企业的项目个数。想要它的为 0 而仍有列入，是那些项目原来要选的企业名额已满。';
const PRICE = '名额有多紧：多给一个名额，全部分配能多得的值；没有就是名额还有余。';

export const DemandTerm = () => <TermHint hint={DEMAND}>想要</TermHint>;
export const PriceTerm = () => <TermHint hint={PRICE}>紧俏价</TermHint>;
