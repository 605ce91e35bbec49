/*
 * 19 dense_backward (25 minutes)
 *
 * The dense layer backward, for N images: from dy, what the loss gains for
 * each unit of y, to the same for the inputs, the weights and the biases.
 * 밀집층을 거꾸로 지나갑니다. 이미지는 N장입니다. dy는 y가 1만큼 커질 때
 * 손실이 커지는 양입니다. 입력, 가중치, 절편에 대해서도 같은 값을 구합니다.
 *
 *     x[n][i] went to every neuron, by w[i][u]; w[i][u] met every image. So
 *     what does each of them get back?
 *     x[n][i]는 w[i][u]를 거쳐 모든 뉴런으로 갔고, w[i][u]는 모든 이미지를
 *     만났습니다. 그렇다면 각각 무엇을 돌려받을까요?
 *
 *     x 1 2 3, dy 1 -1, w 1 0/0 1/2 -1:  dx 1 -1 3, dw 1 -1/2 -2/3 -3
 */
void dense_backward(int N, int I, int U, float dx[restrict N][I],
                    float dw[restrict I][U], float db[restrict U],
                    const float x[N][I], const float w[I][U],
                    const float dy[N][U]) {
  /* TODO: your lines */
}
