using FsCheck;
using FsCheck.Fluent;

using NUnit.Framework;

namespace Nightingale.Tests.Kernel;

/// <summary>The kernel's pure step against <see cref="OtpSupervisor"/>, over all strategies, restart kinds, intensities and backoffs.</summary>
[Category("Deterministic")]
public sealed class SupervisorModelTests
{
    private static readonly Config Seeded = Config.QuickThrowOnFailure.WithMaxTest(5000).WithEndSize(80).WithReplay(20260331, 1).WithQuietOnSuccess(true);

    [Test]
    public void The_step_does_what_an_otp_supervisor_does() => Check(SeededDefect.None, SeededDefect.None);

    [Test]
    public void The_random_sequences_see_everything_that_a_supervisor_does()
    {
        string[] words = ["start", "stop", "finish", "remove", "wait", "forgive", "suspend", "resume", "halt", "escalate fault", "escalate limit", "closed"];
        HashSet<string> unseen = [.. words];
        Prop.ForAll(SupervisorScenario.Any, scenario =>
        {
            var model = new OtpSupervisor(scenario.Spec, scenario.ParentResumes, SeededDefect.None);
            scenario.Difference(model, new SteppedSupervisor(scenario.Spec, scenario.ParentResumes, SeededDefect.None), () =>
                unseen.RemoveWhere(word => model.Notes.Any(note => note.StartsWith(word, StringComparison.Ordinal))));
        }).Check(Seeded);

        Assert.That(unseen, Is.Empty);
    }

    [TestCaseSource(typeof(SeededDefect), nameof(SeededDefect.InStep))]
    public void Control_a_defect_in_the_step_is_found(object defect) =>
        Assert.That(() => Check((SeededDefect)defect, SeededDefect.None), Throws.Exception.With.Message.Contains("the model did"), "The planted defect went unnoticed.");

    [TestCaseSource(typeof(SeededDefect), nameof(SeededDefect.InModel))]
    public void Control_a_defect_in_the_model_is_found(object defect) =>
        Assert.That(() => Check(SeededDefect.None, (SeededDefect)defect), Throws.Exception.With.Message.Contains("the model did"), "The planted defect went unnoticed.");

    private static void Check(SeededDefect inStep, SeededDefect inModel) =>
        Prop.ForAll(SupervisorScenario.Any, scenario =>
        {
            var model = new OtpSupervisor(scenario.Spec, scenario.ParentResumes, inModel);
            var step = new SteppedSupervisor(scenario.Spec, scenario.ParentResumes, inStep);
            return scenario.Difference(model, step) is { } difference ? throw new AssertionException(difference) : true;
        }).Check(Seeded);
}
