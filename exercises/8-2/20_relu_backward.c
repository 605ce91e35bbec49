/*
 * 20 relu_backward (5 minutes)
 *
 * ReLU backward: dy is what the loss gains for each unit of y. What does it
 * gain for each unit of x?
 * 렐루를 거꾸로 지나갑니다. dy는 y가 1만큼 커질 때 손실이 커지는 양입니다.
 * x가 1만큼 커지면 손실은 얼마나 커질까요?
 *
 *     how much does max(0, x) move when x moves: at -2, and at 3? At 0 take
 *     the side of the negative numbers.
 *     x가 움직이면 max(0, x)는 얼마나 움직일까요? -2에서, 또 3에서. 0은 음수와
 *     같이 봅니다.
 *
 *     x -2 0 3, dy 5 6 -7  ->  dx 0 0 -7
 */
void relu_backward(int count, float dx[], const float x[], const float dy[]) {
  /* TODO: your lines */
}
