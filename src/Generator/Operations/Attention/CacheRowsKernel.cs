using Weft.Generator.Lowering;
using Weft.Generator.Planning;
using Weft.Generator.Shared;
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
        $"Keys are cached transposed, {Panels.Width} positions to a panel [{this.KeySize}, {Panels.Width}]; " +
        $"values as panels [{this.Positions}, {Panels.Width}].";

    public override void WriteBody(KernelWriter writer)
    {
        string steps = $"position++, key = &key[{Panels.Width}], value = &value[{Panels.Width}]";

        using (writer.Block($"for (nint end = position + rows; position < end; {steps})"))
        {
            string panel = Literal.Integer(this.KeySize * Panels.Width);
            writer.Declare("float*", "cachedKey", $"&keyCache[position / {Panels.Width} * {panel} + position % {Panels.Width}]");
            writer.Declare("float*", "cachedValue", $"&valueCache[position * {Panels.Width}]");
            writer.Line();
            this.WriteKey(writer);
            writer.Line();

            writer.PanelsAt(
                this.ValueSize / Panels.Width, this.Layout.Stride,
                at =>
                {
                    writer.DeclareRow("value", at);
                    writer.DeclareRow("cachedValue");
                    writer.Each(vector => $"{writer.At("cachedValue", vector)} = {writer.At("value", vector)};");
                },
                $"cachedValue = &cachedValue[{Literal.Integer(this.Positions * Panels.Width)}]");
        }
    }

    private void WriteKey(KernelWriter writer)
    {
        if (this.Layout.Stride == Panels.Width || this.KeySize == Panels.Width)
        {
            using (writer.Block($"for (nint column = 0; column < {this.KeySize}; column++)"))
            {
                writer.Line($"cachedKey[column * {Panels.Width}] = key[column];");
            }

            return;
        }

        writer.PanelsAt(this.KeySize / Panels.Width, this.Layout.Stride, at =>
        {
            using (writer.Block($"for (nint column = 0; column < {Panels.Width}; column++)"))
            {
                writer.Line($"cachedKey[column * {Panels.Width}] = key[{at} + column];");
            }
        }, $"cachedKey = &cachedKey[{Panels.Square}]");
    }
}
