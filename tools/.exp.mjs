import { build } from 'vite';
import { gzipSync } from 'node:zlib';
import { lateParts } from './lateParts.mjs';
const r = await build({ root:'/work/main', configFile:false, logLevel:'warn', plugins:[lateParts()], build:{ outDir:'/tmp/ks/wb', emptyOutDir:true, target:'es2022', minify: !process.env.NOMIN, modulePreload:false, sourcemap:!!process.env.MAP, rollupOptions:{ input:'/work/main/src/session/worker.ts', preserveEntrySignatures:'strict', output:{ entryFileNames:'w.js'} } } });
for (const o of (Array.isArray(r)?r[0]:r).output) if (o.type==="chunk") { console.log(o.fileName, o.code.length, gzipSync(o.code,{level:9}).length, "imports", o.imports.join(","), "dyn", o.dynamicImports.join(","));
 if (o.fileName.includes(process.argv[3]??'w.js') && process.argv[2]) { const m=Object.entries(o.modules).map(([k,v])=>[k.replace('/work/main/src/',''),v.renderedLength,v.code?gzipSync(v.code).length:0]).sort((a,b)=>b[2]-a[2]); for (const x of m.slice(0,Number(process.argv[2]))) console.log(x.join(' ')); const dirs={}; for(const [k,a,b] of m){const d=k.split('/').slice(0,3).join('/').replace(/[^/]*\.ts$/,''); dirs[d]??=[0,0,0]; dirs[d][0]+=a; dirs[d][1]+=b; dirs[d][2]++} console.log(Object.entries(dirs).sort((a,b)=>b[1][1]-a[1][1]).map(e=>e.flat().join(' ')).join('\n')); }
}
