// Our .h5 in the hands of readers that share nothing with ours: jsfive, which is no libhdf5, and
// TensorFlow.js, which is neither Keras nor this library.
//
//     node tests/interop/test_readers.mjs BUILD [IMAGES] [MODEL]; without MODEL, one epoch is trained for it
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

const build = process.argv[2] ?? "build", images = Number(process.argv[3] ?? 1000);
let checks = 0, failures = 0;

function check(name, good, detail = "") {
  checks++;
  if (good) return;
  failures++;
  console.log(`FAILED: ${name} ${detail}`);
}

function finish() {
  const percent = Math.floor(100 * (checks - failures) / Math.max(checks, 1));
  console.log(`${percent}%: Checks: ${checks}, Failures: ${failures}, Errors: 0`);
  process.exit(failures > 0 ? 1 : 0);
}

const require = createRequire(import.meta.url);
let hdf5, tf, layers;
try {
  hdf5 = require("jsfive");
  tf = require("@tensorflow/tfjs-core");
  layers = require("@tensorflow/tfjs-layers");
  require("@tensorflow/tfjs-backend-wasm");
} catch (missing) {
  console.log(`skipped: readers in JavaScript: ${missing.message.split("\n")[0]} (make setup-interop)`);
  if (process.env.CI) check("nothing is skipped in CI", false);
  finish();
}
console.log(`TensorFlow.js ${tf.version_core}, jsfive ${require("./package.json").dependencies.jsfive}, Node ${process.version}`);

// ---- the test images ----
const data = process.env.FASHION_MNIST_DIR ?? "/usr/share/datasets/fashion-mnist";
function idx(name, offset) {
  const path = join(data, name);
  return (existsSync(path) ? readFileSync(path) : gunzipSync(readFileSync(path + ".gz"))).subarray(offset);
}
const pixels = idx("t10k-images-idx3-ubyte", 16).subarray(0, images * 784);
const labels = idx("t10k-labels-idx1-ubyte", 8).subarray(0, images);

// ---- one file: its architecture and its weights, by jsfive ----
const text = (value) => (Array.isArray(value) ? value[0] : value).replace(/\0+$/, "");

async function load(path) {
  const bytes = readFileSync(path);
  const file = new hdf5.File(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length), path);
  const config = JSON.parse(text(file.attrs.model_config));
  check("the metrics", JSON.parse(text(file.attrs.training_config)).metrics[0].class_name === "SparseCategoricalAccuracy");
  check("the backend", text(file.attrs.backend) === "tensorflow");
  const weightSpecs = [], parts = [];
  const group = file.get("model_weights");
  for (const layer of group.attrs.layer_names)
    for (const name of group.get(layer).attrs.weight_names ?? []) {
      const array = group.get(`${layer}/${name}`);
      weightSpecs.push({ name: name.replace(/:0$/, ""), shape: array.shape, dtype: "float32" });
      parts.push(Float32Array.from(array.value));
    }
  check("eight arrays of weights", weightSpecs.length === 8, weightSpecs.length);
  const weightData = Buffer.concat(parts.map((p) => Buffer.from(p.buffer)));
  return layers.loadLayersModel(tf.io.fromMemory({
    modelTopology: { model_config: config, keras_version: text(file.attrs.keras_version), backend: "tensorflow" },
    weightSpecs, weightData: weightData.buffer.slice(weightData.byteOffset, weightData.byteOffset + weightData.length) }));
}

// ---- what they say of the images ----
async function evaluateThere(model) {
  let loss = 0, right = 0, first = null;
  for (let at = 0; at < images; at += 100) {
    const count = Math.min(100, images - at);
    const x = tf.tensor4d(Float32Array.from(pixels.subarray(at * 784, (at + count) * 784), (p) => p / 255), [count, 28, 28, 1]);
    const answer = model.predict(x);
    const p = await answer.data();
    first ??= p.slice(0, 10);
    for (let n = 0; n < count; n++) {
      const row = p.subarray(10 * n, 10 * n + 10), label = labels[at + n];
      loss -= Math.log(row[label]);
      right += row.indexOf(Math.max(...row)) === label;
    }
    tf.dispose([x, answer]);
  }
  return { loss: loss / images, accuracy: right / images, first };
}

function evaluateHere(path, folder) {
  const rows = [images];
  for (let n = 0; n < images; n++) rows.push(`${labels[n]} ${pixels.subarray(784 * n, 784 * n + 784).join(" ")}`);
  writeFileSync(join(folder, "batch.txt"), rows.join("\n") + "\n");
  const told = execFileSync(join(build, "tests/interop/one_step"), [path, join(folder, "batch.txt"), join(folder, "out.h5")],
                            { encoding: "utf8", maxBuffer: 1 << 26 }).split("\n");
  const [loss, accuracy] = told.find((line) => line.startsWith("evaluate ")).split(" ").slice(1).map(Number);
  return { loss, accuracy, first: told[0].split(" ").slice(1).map(Number) };
}

await tf.setBackend("wasm");
const folder = mkdtempSync(join(tmpdir(), "convbook-"));
try {
  const path = process.argv[4] ?? join(folder, "trained.h5");
  if (!process.argv[4]) execFileSync(join(build, "chapters/8-2/04_train"), ["--epochs", "1", "--no-progress", "--model", path, "--history",
    join(folder, "history.csv"), "--figures", join(folder, "figures")]);
  const there = await evaluateThere(await load(path)), here = evaluateHere(path, folder);
  console.log(`  ${images} test images  TensorFlow.js [${there.loss}, ${there.accuracy}]  here [${here.loss}, ${here.accuracy}]`);
  check("loss to 6 digits", Math.abs(there.loss - here.loss) < 1e-6, `${there.loss} there, ${here.loss} here`);
  check("accuracy", Math.abs(there.accuracy - here.accuracy) < 1e-9, `${there.accuracy} there, ${here.accuracy} here`);
  const far = Math.max(...here.first.map((p, i) => Math.abs(p - there.first[i])));
  check("the first answer to 1e-6", far < 1e-6, far);
} finally {
  rmSync(folder, { recursive: true });
}
finish();
