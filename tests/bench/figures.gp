# The bench's two figures, from bench.csv in this folder.
set datafile separator ','
set terminal pngcairo size 1000,700 font 'DejaVu Sans,11'
set key outside right top
set grid

# ---- a roofline: what a pass reaches, over how much it calculates for each byte it must move ----
# columns: 1 what, 2 pass, 3 path, 4 threads, 5 min_ms, 7 gflops, 9 flop_per_byte
stats 'bench.csv' using (stringcolumn(3) eq 'peak' ? $7 : 1/0) nooutput
peak = STATS_max
stats 'bench.csv' using (stringcolumn(3) eq 'memory' ? $7 / $9 : 1/0) nooutput
bandwidth = STATS_max
stats 'bench.csv' using 4 nooutput
threads = STATS_max

set output 'roofline.png'
set title sprintf('Every pass under the roof: %d threads, %.0f GFLOP/s, %.0f GB/s from memory', threads, peak, bandwidth)
set logscale xy
set xlabel 'arithmetic for each byte that must move (FLOP/byte)'
set ylabel 'GFLOP/s (as the definition counts)'
set xrange [0.1:200]
set yrange [0.3:3 * peak]
point(path, layer) = (stringcolumn(3) eq path && stringcolumn(1) eq layer && column(4) == threads) ? column(7) : 1/0
paths = '"naive" "channels innermost" "tiled" "blocked" "winograd 1d" "winograd"'
plot (x * bandwidth < peak ? x * bandwidth : peak) with lines lw 2 lc 'black' title 'roof', \
  for [i = 1:4] 'bench.csv' using 9:(point(word(paths, i), 'conv1')) with points pt 6 ps 1.5 lc i \
    title 'conv1, '.word(paths, i), \
  for [i = 1:6] 'bench.csv' using 9:(point(word(paths, i), 'conv2')) with points pt 7 ps 1.5 lc i \
    title 'conv2, '.word(paths, i)

# ---- bars: a training step by everyone ----
set output 'steps.png'
unset logscale
set logscale y
set title sprintf('One training step of the book''s network, batch 32, %d threads', threads)
set style fill solid 0.7
set boxwidth 0.7
set xlabel ''
set ylabel 'ms (smallest)'
set xrange [*:*]
set yrange [1:*]
set xtics rotate by -30
unset key
system("awk -F, -v t=".sprintf('%d', threads)." '$1 == \"network\" && $2 == \"step\" && $4 == t { print $5 \",\" $3 }' bench.csv | sort -rn > steps.csv")
plot 'steps.csv' using 0:1:xtic(2) with boxes lc rgb '#31688e', '' using 0:1:(sprintf('%.2f', $1)) with labels offset 0,0.7
