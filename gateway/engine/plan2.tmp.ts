import { compose } from '../../test/support/federation/compose.ts';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
const try1 = (label: string, subs: any, ...qs: string[]) => { const qp = new QueryPlanner(compose(subs)); for (const q of qs) { try { const n = JSON.stringify(qp.plan(q, undefined, new Set(), 100).node); console.log(label, q, 'OK', n.length < 700 || process.env.FULL ? n : ''); } catch (e: any) { console.log(label, q, 'ERR', e.message.slice(0, 150)); } } };
const base = (key: string, req: string, catKeys: string) => ({
  catalogue: `type Query { products: [Product!] } type Product ${catKeys} { id: ID! sku: String! weight(unit: Int): Int size: Size }  type Size @shareable { height: Int width: Int }`,
  stock: `type Query { s: Int } type Product @key(fields: "id") { id: ID! weight(unit: Int): Int @external size: Size @external shipping: Int @requires(fields: "${req}") inStock: Int } type Size @shareable { height: Int width: Int }`,
  reviews: `type Query { latest: Review } type Review { product: Product } type Product @key(fields: "${key}") { ${key}: String! rating: Int }`.replace('id: String!', 'id: ID!'),
});
const both = '@key(fields: "id") @key(fields: "sku")';
try1('sku weight', base('sku', 'weight', both).valueOf(), '{latest{product{shipping}}}', '{latest{product{id shipping}}}', '{latest{product{weight shipping}}}', '{latest{product{inStock shipping}}}');
try1('sku weight(unit)', base('sku', 'weight(unit: 1)', both), '{latest{product{shipping}}}', '{latest{product{id shipping}}}');
try1('sku size', base('sku', 'size{height}', both), '{latest{product{shipping}}}', '{latest{product{id shipping}}}', '{latest{product{size{height} shipping}}}');
try1('sku size+weight', base('sku', 'weight size{height}', both), '{latest{product{shipping}}}', '{latest{product{id shipping}}}', '{latest{product{weight id size{height} shipping}}}');
try1('id weight', base('id', 'weight(unit: 1) size{height}', both), '{latest{product{shipping}}}', '{latest{product{inStock shipping}}}');
try1('id only', base('id', 'weight(unit: 1) size{height}', '@key(fields: "id")'), '{latest{product{shipping}}}', '{latest{product{inStock rating shipping}}}','{products{shipping}}');
