using System.Linq;
using Weft.Generator.Graph;
using Weft.Generator.Planning;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>Writes the method that lists a model's parameters; the repetitions of a block are a loop, so the list does not grow with layers.</summary>
internal static class ParameterTableEmitter
{
    public static void Write(SourceWriter writer, ModelPlan plan)
    {
        writer.WriteSummary("Every parameter in the order of the arena: canonical name, shape in files, place in memory.");

        using (writer.WriteBlock("private static ImmutableArray<ParameterInfo> CreateParameters()"))
        {
            int count = plan.Graph.Blocks.Sum(static block => block.Parameters.Length * block.Repetitions);
            writer.WriteLine($"ImmutableArray<ParameterInfo>.Builder parameters = ImmutableArray.CreateBuilder<ParameterInfo>({count});");

            foreach (Block block in plan.Graph.Blocks.Where(static block => block.Parameters.Length > 0))
            {
                writer.WriteLine();
                WriteBlock(writer, plan, block);
            }

            writer.WriteLine();
            writer.WriteLine("return parameters.MoveToImmutable();");
        }
    }

    private static void WriteBlock(SourceWriter writer, ModelPlan plan, Block block)
    {
        BlockParameters place = plan.Parameters.Of(block);

        if (block.Repetitions == 1)
        {
            foreach (Parameter parameter in block.Parameters)
            {
                Place own = plan.Parameters[parameter];
                string copy = own.CopyOffset is null ? "" : Literal.Integer((parameter.IsTied ? 0 : place.CopyBase) + own.CopyOffset.Value);
                WriteParameter(writer, parameter, own, $"\"{block.Prefix.Replace("{0}", "0")}{parameter.Name}\"", Literal.Integer(place.Base + own.Offset), copy);
            }

            return;
        }

        using (writer.WriteBlock($"for (uint layer = 0; layer < {block.Repetitions}; layer++)"))
        {
            writer.WriteLine($"nuint at = {Literal.Integer(place.Base)} + (layer * (nuint){Literal.Integer(place.Stride)});");

            if (place.CopyStride > 0)
            {
                writer.WriteLine($"nuint copies = {Literal.Integer(place.CopyBase)} + (layer * (nuint){Literal.Integer(place.CopyStride)});");
            }

            foreach (Parameter parameter in block.Parameters)
            {
                Place own = plan.Parameters[parameter];
                string copy = own.CopyOffset is null ? "" : BlockOffset("copies", own.CopyOffset.Value);
                WriteParameter(writer, parameter, own, $"$\"{block.Prefix.Replace("{0}", "{layer}")}{parameter.Name}\"", BlockOffset("at", own.Offset), copy);
            }
        }
    }

    private static string BlockOffset(string start, long offset) => offset == 0 ? start : $"{start} + {Literal.Integer(offset)}";

    private static void WriteParameter(SourceWriter writer, Parameter parameter, Place place, string name, string offset, string copy)
    {
        using (writer.WriteBlock("parameters.Add(new ParameterInfo", end: "});"))
        {
            writer.WriteLine($"Name = {name},");
            writer.WriteLine($"First = {AxisOf(parameter.First)},");

            if (parameter.Second is not null)
            {
                writer.WriteLine($"Second = {AxisOf(parameter.Second)},");
            }

            if (parameter.Kind == ParameterKind.Projection)
            {
                writer.WriteLine("Transposed = true,");
            }

            writer.WriteLine($"Offset = {offset},");
            writer.WriteLine($"Rows = {parameter.Rows},");

            if (copy.Length > 0)
            {
                writer.WriteLine($"CopyOffset = {copy},");
                writer.WriteLine($"CopyRows = {place.CopyRows},");
            }

            string start = $"ParameterDistribution.{parameter.Start.Distribution}, {Literal.Float((float)parameter.Start.Scale)}";
            writer.WriteLine($"Initialization = new ParameterInitialization({start}),");
        }
    }

    private static string AxisOf(Axis axis) => $"new ParameterAxis({axis.Groups}, {axis.Size})";
}
