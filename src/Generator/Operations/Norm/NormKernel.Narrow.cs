using Weft.Generator.Lowering;
using Weft.Generator.Targets;

namespace Weft.Generator.Operations;

/// <content>Rows of one panel, in double.</content>
internal sealed partial record NormKernel
{
    private bool IsNarrow => NarrowNorm.Takes(this.Columns);

    private void WriteNarrow(KernelWriter writer)
    {
        NarrowNorm norm = new(writer, this.IsCentered, this.Columns);
        norm.DeclareConstants(this.HasBias);
        writer.Line();

        using (norm.Loop())
        {
            norm.DeclareInput();
            norm.DeclareStatistics(this.Epsilon);
            this.KeepNarrow(writer);
            norm.DeclareResidual(this.HasResidual);
            writer.Line();
            norm.Store("output", part => this.Normalized(writer, $"({norm.Deviation}{part} * scale)", part));
        }
    }

    private void KeepNarrow(KernelWriter writer)
    {
        if (this.KeepsStatistics && this.IsCentered)
        {
            writer.Line("mean[row] = (float)center;");
        }

        if (this.KeepsStatistics)
        {
            writer.Line("inverseDeviation[row] = (float)inverse;");
        }
    }

    private string Normalized(KernelWriter writer, string scaled, string part)
    {
        string normalized = this.HasBias ? writer.MultiplyAdd(scaled, $"w{part}", $"b{part}") : $"{scaled} * w{part}";

        return this.HasResidual ? $"{Parentheses.Around(normalized)} + r{part}" : normalized;
    }
}
