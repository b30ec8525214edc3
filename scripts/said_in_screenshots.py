"""What the candidate of the screenshots says: a first try at each question of one topic, and the try after it."""

from __future__ import annotations

FIRST = {
    "3.2.1": "Bias is the error of a model that is too simple, variance is the error of one that follows the noise of its"
    " training set. For fraud I would take gradient boosting with a limited depth and weigh the fraud cases higher."
    " Accuracy says nothing with so few frauds, so I look at precision and recall. I would cross-validate it.",
    "3.2.2": "I would first compare both offline with NDCG on the last month. Then I would look at the latency of each,"
    " because people leave a slow page. If the slower one is only a little better I would keep the fast one."
    " I would also ask the team which one is easier to maintain.",
    "3.2.3": "I would compute Shapley values for the applicant and take the three features that pull the score down most."
    " Each feature has a sentence, such as: your income is low compared with the instalment. The letter shows these"
    " three sentences. I would check a few of them by hand.",
    "3.2.4": "I would take the applications of the last years with income, loan to value and the credit history, and train a"
    " logistic regression as a baseline, then boosting. Defaults are rare, so I would use class weights and look at the"
    " AUC. After launch I would monitor the score and retrain it every year.",
    "3.2.5": "I would hold out a test set and look at precision and recall, because the classes are not balanced. Then I"
    " compare the training score with the test score: if they differ a lot, the tree overfits. I would limit the depth"
    " and choose it by cross-validation.",
}
"""By question: a middling answer, with the gaps that a candidate of two years leaves."""

BETTER = {
    "3.2.1": "Bias is the error of a model that is too simple, variance is the error of one that follows the noise; a deeper"
    " tree trades one for the other, so I tune depth and regularisation on later months, never on shuffled rows, because"
    " fraud drifts and labels come weeks late. Class weights go on the training folds only. I judge by precision at the"
    " number of alerts that the analysts can review a day, and set the threshold where a missed fraud of 400 euros"
    " outweighs twenty minutes of review.",
    "3.2.2": "The goal is orders from recommendations, so I agree on that first. Offline I compare both with NDCG on the same"
    " later weeks. I measure the p99 latency at peak load against a budget of 100 milliseconds, and the serving cost. Then"
    " an A/B test over two weeks with orders as the metric. If the slow one wins, I would precompute its candidates every"
    " night and let the fast one rank them, so we have both.",
    "3.2.3": "The law asks for the principal reasons of this decision, and the applicant wants to know what to change. I would"
    " compute Shapley values for the single applicant on a monotonic model, group correlated features, and map each group"
    " to a sentence that compliance has approved. I test stability by small changes of the input. The reasons are stored"
    " with the decision and the model version for the audit, and no feature that stands in for a protected group may be a"
    " reason.",
    "3.2.4": "Default means 90 days past due within 24 months, and the score sets the price and the limit. I use what is known at"
    " application: income, loan to value, bureau history, nothing from after the decision. Loans that we rejected are"
    " missing, and recent ones have not matured, so I say what the sample cannot tell. Logistic regression is the baseline"
    " because it can be explained, boosting the challenger. I validate on later vintages with AUC and a calibration curve,"
    " and monitor both every quarter with a named owner.",
    "3.2.5": "I score it on later data that the tree has not seen. With few defaults I look at precision and recall at the cut-off"
    " that the cost of a wrong rejection sets, and at calibration in the leaves. I plot training against validation score"
    " at each depth to see where they part, prune by cost complexity, and choose its strength by cross-validation. I read"
    " the top splits for leaks and leaves with a handful of cases, and compare with logistic regression and boosting.",
}
"""By question: what the same candidate says after she has read the card."""
