using System.Collections.Generic;
using Weft.Generator.Lowering;
using Weft.Generator.Text;

namespace Weft.Generator.Emission;

/// <summary>The files of a model: its public surface, its passes, its table, its kernels.</summary>
internal static class ModelFiles
{
    public static IEnumerable<GeneratedSource> Print(ModelProgram model)
    {
        yield return GeneratedFile.Write(
            model.Identity, string.Empty, model.Settings.Whole, ModelPrinter.Usings, nullable: true,
            writer => new ModelPrinter(writer, model).Print());

        foreach (PassProgram pass in model.Passes)
        {
            yield return GeneratedFile.Write(
                model.Identity, pass.Name, model.Settings.Of(pass), ["System", "System.Runtime.CompilerServices"], nullable: false,
                writer => new PassPrinter(writer, model.Identity.Name).Print(pass));
        }

        if (model.Table is not null)
        {
            yield return GeneratedFile.Write(
                model.Identity, "Positions", model.Settings.Of(model.TableKeys), ["System"], nullable: false,
                writer => PrintTable(writer, model, model.Table));
        }

        foreach (GeneratedSource kernels in KernelPrinter.Print(model.Identity, model.Kernels, model.Targets, model))
        {
            yield return kernels;
        }
    }

    private static void PrintTable(SourceWriter writer, ModelProgram model, SessionTable table)
    {
        using (writer.WriteBlock($"unsafe partial class {model.Identity.Name}"))
        {
            table.Write(writer);
        }
    }
}
