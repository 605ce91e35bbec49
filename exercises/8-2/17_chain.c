/*
 * 17 chain (15 minutes)
 *
 * One neuron, y = w x + b, and the loss (y - t)^2. How much does the loss
 * gain for each unit of w, of b, of x? These are slopes, as in exercise 16,
 * called dw, db, dx. Go back from the loss, step by step.
 * 뉴런 하나, y = w x + b이고 손실은 (y - t)^2입니다. w, b, x가 1만큼 커질 때
 * 손실은 얼마나 커질까요? 16번에서 잰 기울기이고, 이름은 dw, db, dx입니다.
 * 손실에서 한 걸음씩 거꾸로 갑니다.
 *
 *     dy = 2 (y - t)    dw = dy * x    db = dy    dx = dy * w
 *
 *     x 2, w 3, b -1, t 4:  y 5, dy 2  ->  dw 4, db 2, dx 6
 */
void chain(float *dw, float *db, float *dx, float x, float w, float b,
           float t) {
  /* TODO: your lines */
}
