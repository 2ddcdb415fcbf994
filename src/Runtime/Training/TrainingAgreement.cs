using System.Collections.Generic;
using System.Globalization;
using System.Text;

namespace Weft;

/// <summary>What must be the same on every rank, a line for each: the specification, the settings, the runtime.</summary>
internal static class TrainingAgreement
{
    // Schedules are functions: what they say at powers of two stands for them.
    private const int Rates = 31;

    /// <summary>The lines of a trainer.</summary>
    public static string Of(Trainer trainer)
    {
        ModelDescription description = trainer.Session.Model.Description;
        StringBuilder text = new();
        _ = text.Append(CultureInfo.InvariantCulture, $"Weft = {typeof(Trainer).Assembly.GetName().Version}\n")
            .Append(CultureInfo.InvariantCulture, $"model = {description.Name} of specification {description.SpecificationHash}\n")
            .Append(CultureInfo.InvariantCulture, $"seed = {trainer.Seed}\n");

        foreach (KeyValuePair<string, string> setting in Checkpoint.Settings(trainer))
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{setting.Key} = {setting.Value}\n");
        }

        foreach (ParameterGroup group in trainer.Settings.Groups)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"rate factor of {group.DescribeRate()}\n");
        }

        for (int power = 0; power < Rates; power++)
        {
            long step = 1L << power;
            _ = text.Append(
                CultureInfo.InvariantCulture, $"learning rate of step {step} = {trainer.Settings.LearningRate.At(step):R}\n");
        }

        return text.ToString();
    }
}
