declare module "*.css?inline" {
  const text: string;
  export default text;
}
declare module "virtual:decode-worker" {
  /** The source of the decode worker, bundled. */
  const source: string;
  export default source;
}
