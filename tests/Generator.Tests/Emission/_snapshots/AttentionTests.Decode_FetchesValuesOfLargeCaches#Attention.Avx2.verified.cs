/// <summary>
/// output = softmax(query x keys^T / sqrt(32)) x values over the positions from 0 to the last.
/// Keys are cached transposed, 16 positions to a panel [32, 16] of int8 behind 16 scales; values as panels [8192, 16] of int8 behind a
/// scale for each position.
/// </summary>
[MethodImpl(MethodImplOptions.AggressiveOptimization)]
public static void CachedAttention32x32Positions8192CacheInt8Row(
    float* query, float* keyCache, float* valueCache, float* scores, float* output, nint position)
{
    unchecked
    {
        // Each lane's number among 16 positions.
        Vector256<float> lane0 = Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);
        Vector256<float> lane1 = Vector256.Create(8f, 9f, 10f, 11f, 12f, 13f, 14f, 15f);
        float* valueScales = valueCache;
        sbyte* storedValues = (sbyte*)&valueScales[8192];
        Vector256<float> greatest0 = Broadcast(float.NegativeInfinity);
        Vector256<float> greatest1 = Broadcast(float.NegativeInfinity);

        for (nint at = 0; at <= position; at += 16)
        {
            float* keyScales = &keyCache[at * 9];
            Vector256<float>* keyScalesRow = (Vector256<float>*)keyScales;
            sbyte* keys = (sbyte*)&keyScales[16];
            Vector256<float> sum0x0 = Vector256<float>.Zero;
            Vector256<float> sum0x1 = Vector256<float>.Zero;
            Vector256<float> sum1x0 = Vector256<float>.Zero;
            Vector256<float> sum1x1 = Vector256<float>.Zero;

            // The values of these positions come to the first level cache meanwhile.
            sbyte* soon = &storedValues[at * 16];

            for (float* part = query, end = &query[32]; part != end; part = &part[16], keys = &keys[256], soon = &soon[131_072])
            {
                Touch((float*)soon);
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(part[0]), FromInt8(keys), sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(part[0]), FromInt8(&keys[8]), sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(part[1]), FromInt8(&keys[16]), sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(part[1]), FromInt8(&keys[24]), sum1x1);
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(part[2]), FromInt8(&keys[32]), sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(part[2]), FromInt8(&keys[40]), sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(part[3]), FromInt8(&keys[48]), sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(part[3]), FromInt8(&keys[56]), sum1x1);
                Touch((float*)&soon[64]);
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(part[4]), FromInt8(&keys[64]), sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(part[4]), FromInt8(&keys[72]), sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(part[5]), FromInt8(&keys[80]), sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(part[5]), FromInt8(&keys[88]), sum1x1);
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(part[6]), FromInt8(&keys[96]), sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(part[6]), FromInt8(&keys[104]), sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(part[7]), FromInt8(&keys[112]), sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(part[7]), FromInt8(&keys[120]), sum1x1);
                Touch((float*)&soon[128]);
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(part[8]), FromInt8(&keys[128]), sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(part[8]), FromInt8(&keys[136]), sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(part[9]), FromInt8(&keys[144]), sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(part[9]), FromInt8(&keys[152]), sum1x1);
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(part[10]), FromInt8(&keys[160]), sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(part[10]), FromInt8(&keys[168]), sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(part[11]), FromInt8(&keys[176]), sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(part[11]), FromInt8(&keys[184]), sum1x1);
                Touch((float*)&soon[192]);
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(part[12]), FromInt8(&keys[192]), sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(part[12]), FromInt8(&keys[200]), sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(part[13]), FromInt8(&keys[208]), sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(part[13]), FromInt8(&keys[216]), sum1x1);
                sum0x0 = Vector256.FusedMultiplyAdd(Broadcast(part[14]), FromInt8(&keys[224]), sum0x0);
                sum0x1 = Vector256.FusedMultiplyAdd(Broadcast(part[14]), FromInt8(&keys[232]), sum0x1);
                sum1x0 = Vector256.FusedMultiplyAdd(Broadcast(part[15]), FromInt8(&keys[240]), sum1x0);
                sum1x1 = Vector256.FusedMultiplyAdd(Broadcast(part[15]), FromInt8(&keys[248]), sum1x1);
            }

            // Positions to come are not there yet.
            Vector256<float> last = Broadcast((float)(position - at));
            Vector256<float> score0 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane0, last), (sum0x0 + sum1x0) * keyScalesRow[0] * Broadcast(0.17677669f),
                Broadcast(float.NegativeInfinity));
            Vector256<float> score1 = Vector256.ConditionalSelect(
                Vector256.LessThanOrEqual(lane1, last), (sum0x1 + sum1x1) * keyScalesRow[1] * Broadcast(0.17677669f),
                Broadcast(float.NegativeInfinity));
            greatest0 = Vector256.MaxNative(greatest0, score0);
            greatest1 = Vector256.MaxNative(greatest1, score1);
            Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
            scoresRow[0] = score0;
            scoresRow[1] = score1;
        }

        Vector256<float> maximum = Broadcast(Maximum(Vector256.MaxNative(greatest0, greatest1)));
        Vector256<float> total0 = Vector256<float>.Zero;
        Vector256<float> total1 = Vector256<float>.Zero;

        for (nint at = 0; at <= position; at += 16)
        {
            Vector256<float>* scoresRow = (Vector256<float>*)&scores[at];
            Vector256<float>* valueScalesRow = (Vector256<float>*)&valueScales[at];
            Vector256<float> p0 = ExpBounded(scoresRow[0] - maximum);
            Vector256<float> p1 = ExpBounded(scoresRow[1] - maximum);
            scoresRow[0] = p0 * valueScalesRow[0];
            scoresRow[1] = p1 * valueScalesRow[1];
            total0 += p0;
            total1 += p1;
        }

        Vector256<float> factor = Broadcast(1 / Vector256.Sum(total0 + total1));

        for (nint panel = 0; panel < 2; panel++)
        {
            nint key = 0;
            Vector256<float> value0x0 = Vector256<float>.Zero;
            Vector256<float> value0x1 = Vector256<float>.Zero;
            Vector256<float> value1x0 = Vector256<float>.Zero;
            Vector256<float> value1x1 = Vector256<float>.Zero;
            Vector256<float> value2x0 = Vector256<float>.Zero;
            Vector256<float> value2x1 = Vector256<float>.Zero;
            Vector256<float> value3x0 = Vector256<float>.Zero;
            Vector256<float> value3x1 = Vector256<float>.Zero;

            sbyte* values = &storedValues[panel * 131_072];

            for (; key <= position - 3; key += 4, values = &values[64])
            {
                Vector256<float> p0 = Broadcast(scores[key]);
                value0x0 = Vector256.FusedMultiplyAdd(p0, FromInt8(values), value0x0);
                value0x1 = Vector256.FusedMultiplyAdd(p0, FromInt8(&values[8]), value0x1);
                Vector256<float> p1 = Broadcast(scores[key + 1]);
                value1x0 = Vector256.FusedMultiplyAdd(p1, FromInt8(&values[16]), value1x0);
                value1x1 = Vector256.FusedMultiplyAdd(p1, FromInt8(&values[24]), value1x1);
                Vector256<float> p2 = Broadcast(scores[key + 2]);
                value2x0 = Vector256.FusedMultiplyAdd(p2, FromInt8(&values[32]), value2x0);
                value2x1 = Vector256.FusedMultiplyAdd(p2, FromInt8(&values[40]), value2x1);
                Vector256<float> p3 = Broadcast(scores[key + 3]);
                value3x0 = Vector256.FusedMultiplyAdd(p3, FromInt8(&values[48]), value3x0);
                value3x1 = Vector256.FusedMultiplyAdd(p3, FromInt8(&values[56]), value3x1);
            }

            for (; key <= position; key++, values = &values[16])
            {
                Vector256<float> p0 = Broadcast(scores[key]);
                value0x0 = Vector256.FusedMultiplyAdd(p0, FromInt8(values), value0x0);
                value0x1 = Vector256.FusedMultiplyAdd(p0, FromInt8(&values[8]), value0x1);
            }

            Vector256<float>* outputRow = (Vector256<float>*)&output[panel * 16];
            outputRow[0] = ((value0x0 + value1x0) + (value2x0 + value3x0)) * factor;
            outputRow[1] = ((value0x1 + value1x1) + (value2x1 + value3x1)) * factor;
        }
    }
}
