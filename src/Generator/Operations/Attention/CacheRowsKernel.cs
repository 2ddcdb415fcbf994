using Weft.Generator.Graph;
using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Operations;

/// <summary>Puts the keys and values of one head into its caches.</summary>
/// <param name="KeySize">Columns of a head's keys, padded.</param>
/// <param name="ValueSize">Columns of a head's values, padded.</param>
/// <param name="Positions">Rows of the caches, whole panels.</param>
/// <param name="Layout">The rows of keys and values.</param>
internal sealed record CacheRowsKernel(int KeySize, int ValueSize, int Positions, RowLayout Layout) : Kernel
{
    protected override KernelName Words => new KernelName($"CacheRows{this.KeySize}x{this.ValueSize}")
        .Count("Positions", this.Positions).Rows(this.Layout);

    public override string Family => "Attention";

    public override Signature Signature => Signature.Empty.Floats("key", "value", "keyCache", "valueCache").Indices("position", "rows");

    public override string Summary =>
        "Rows of keys and values go to their caches, from a position on. " +
        $"Keys are cached transposed, 16 positions to a panel [{this.KeySize}, 16]; values as panels [{this.Positions}, 16].";

    public override void WriteBody(KernelWriter writer)
    {
        using (writer.Block("for (nint end = position + rows; position < end; position++, key += 16, value += 16)"))
        {
            string panel = Literal.Integer(this.KeySize * Axis.PanelWidth);
            writer.Declare("float*", "cachedKey", $"&keyCache[position / 16 * {panel} + position % 16]");
            writer.Declare("float*", "cachedValue", "&valueCache[position * 16]");
            writer.Line();
            this.WriteKey(writer);
            writer.Line();

            writer.PanelsAt(
                this.ValueSize / Axis.PanelWidth, this.Layout.Stride,
                at =>
                {
                    writer.DeclareRow("value", at);
                    writer.DeclareRow("cachedValue");
                    writer.Each(vector => $"{writer.At("cachedValue", vector)} = {writer.At("value", vector)};");
                },
                $"cachedValue += {Literal.Integer(this.Positions * Axis.PanelWidth)}");
        }
    }

    private void WriteKey(KernelWriter writer)
    {
        if (this.Layout.Stride == Axis.PanelWidth || this.KeySize == Axis.PanelWidth)
        {
            using (writer.Block($"for (nint column = 0; column < {this.KeySize}; column++)"))
            {
                writer.Line("cachedKey[column * 16] = key[column];");
            }

            return;
        }

        writer.PanelsAt(this.KeySize / Axis.PanelWidth, this.Layout.Stride, at =>
        {
            using (writer.Block("for (nint column = 0; column < 16; column++)"))
            {
                writer.Line($"cachedKey[column * 16] = key[{at} + column];");
            }
        }, "cachedKey += 256");
    }
}
