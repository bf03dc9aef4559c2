using Nightingale.Actors.Instances;
using NUnit.Framework;

namespace Nightingale.Tests.Instances;

public sealed class LifecycleTests
{
    private const string Regenerate = "NIGHTINGALE_REGENERATE";
    private static readonly IReadOnlyList<Transition> Transitions = Lifecycle.Explore();

    [Test]
    public void Every_command_has_an_answer_in_every_phase()
    {
        var answered = Transitions.Select(transition => (transition.From, transition.Command)).ToHashSet();
        foreach (var phase in Enum.GetValues<Phase>())
            foreach (var command in Lifecycle.PeoplesCommands.Concat(Lifecycle.Reports))
                Assert.That(answered, Does.Contain((phase, command)));
    }

    [Test]
    public void Every_phase_but_the_last_can_be_left_by_a_person() =>
        Assert.That(
            Transitions.Where(transition => transition.IsAsked && transition.To != transition.From)
                .Select(transition => transition.From).Distinct(),
            Is.EquivalentTo(Enum.GetValues<Phase>().Except([Phase.Deleting, Phase.Deleted])));

    [Test]
    public void The_document_is_what_the_code_does()
    {
        var path = Repository.File("docs/lifecycle.md");
        var document = LifecycleDocument.Write(Transitions);
        if (Environment.GetEnvironmentVariable(Regenerate) == "1") File.WriteAllText(path, document);

        Assert.That(File.ReadAllText(path), Is.EqualTo(document), $"docs/lifecycle.md is out of date: run this test once with {Regenerate}=1.");
    }
}
