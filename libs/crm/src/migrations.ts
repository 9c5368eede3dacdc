import { CreateFoundation1779900000000 } from './migrations/1779900000000-CreateFoundation.js';
import { CreateRegisters1779900100000 } from './migrations/1779900100000-CreateRegisters.js';
import { CreateLeadsAndFunds1779900200000 } from './migrations/1779900200000-CreateLeadsAndFunds.js';
import { CreateMatches1779900300000 } from './migrations/1779900300000-CreateMatches.js';
import { CreateTransfers1779900400000 } from './migrations/1779900400000-CreateTransfers.js';
import { KeepHiddenWordsOutOfSearch1779900500000 } from './migrations/1779900500000-KeepHiddenWordsOutOfSearch.js';
import { CloseSecondWall1779900600000 } from './migrations/1779900600000-CloseSecondWall.js';
import { CreateEnterprisePauses1779901000000 } from './migrations/1779901000000-CreateEnterprisePauses.js';
import { CreateLearning1779901010000 } from './migrations/1779901010000-CreateLearning.js';
import { CreateNeeds1779902000000 } from './migrations/1779902000000-CreateNeeds.js';
import { CreateAllocations1779902100000 } from './migrations/1779902100000-CreateAllocations.js';
import { CreateExchangePackages1779902200000 } from './migrations/1779902200000-CreateExchangePackages.js';
import { CreateIndustryChains1779903000000 } from './migrations/1779903000000-CreateIndustryChains.js';
import { SplitMatchRunsIntoSteps1779904000000 } from './migrations/1779904000000-SplitMatchRunsIntoSteps.js';
import { KeepMatchArtifacts1779904100000 } from './migrations/1779904100000-KeepMatchArtifacts.js';
import { KeepMatchEnterprisesByRow1779910000000 } from './migrations/1779910000000-KeepMatchEnterprisesByRow.js';
import { GradeSupplies1779911000000 } from './migrations/1779911000000-GradeSupplies.js';
import { KeepPairPoints1779911100000 } from './migrations/1779911100000-KeepPairPoints.js';
import { ShowExploration1779911200000 } from './migrations/1779911200000-ShowExploration.js';
import { FlagRisks1779911300000 } from './migrations/1779911300000-FlagRisks.js';
import { CreateChangeJournal1779912000000 } from './migrations/1779912000000-CreateChangeJournal.js';
import { KeepImportMappings1779912100000 } from './migrations/1779912100000-KeepImportMappings.js';
import { KeepOriginalAuthors1779912200000 } from './migrations/1779912200000-KeepOriginalAuthors.js';
import { WriteManyRowsFast1779912300000 } from './migrations/1779912300000-WriteManyRowsFast.js';
import { KeyDuplicates1779913000000 } from './migrations/1779913000000-KeyDuplicates.js';
import { CreateDuplicates1779913100000 } from './migrations/1779913100000-CreateDuplicates.js';
import { CreateSupplyLedger1779914000000 } from './migrations/1779914000000-CreateSupplyLedger.js';
import { CreateExtraFields1779914100000 } from './migrations/1779914100000-CreateExtraFields.js';
import { CreateParkRegister1779914200000 } from './migrations/1779914200000-CreateParkRegister.js';
import { KeepPackagesInLedger1779914300000 } from './migrations/1779914300000-KeepPackagesInLedger.js';
import { RuleReservationsInMerges1779914400000 } from './migrations/1779914400000-RuleReservationsInMerges.js';
import { CreateReviews1779915000000 } from './migrations/1779915000000-CreateReviews.js';
import { MeasureReserve1779915100000 } from './migrations/1779915100000-MeasureReserve.js';
import { CreateAttachmentsAndComments1779916000000 } from './migrations/1779916000000-CreateAttachmentsAndComments.js';
import { CreateSavedViews1779917000000 } from './migrations/1779917000000-CreateSavedViews.js';
import { CreateBulkEdits1779917100000 } from './migrations/1779917100000-CreateBulkEdits.js';
import { RuleFrozenMatchRows1779918000000 } from './migrations/1779918000000-RuleFrozenMatchRows.js';
import { AskBeforeImportingDoubles1779918100000 } from './migrations/1779918100000-AskBeforeImportingDoubles.js';
import { KeepAccessExplanations1779918200000 } from './migrations/1779918200000-KeepAccessExplanations.js';
import { KeepEnterpriseContacts1779919000000 } from './migrations/1779919000000-KeepEnterpriseContacts.js';
import { KeepGroupRelations1779919100000 } from './migrations/1779919100000-KeepGroupRelations.js';
import { KeepIntegrityChecks1779919200000 } from './migrations/1779919200000-KeepIntegrityChecks.js';
import { GovernGrades1779919300000 } from './migrations/1779919300000-GovernGrades.js';
import { OrderByLastContact1779919310000 } from './migrations/1779919310000-OrderByLastContact.js';
import { CreateSignals1779919400000 } from './migrations/1779919400000-CreateSignals.js';
import { CreateConnectors1779919500000 } from './migrations/1779919500000-CreateConnectors.js';
import { CreateSurveys1779920000000 } from './migrations/1779920000000-CreateSurveys.js';
import { IndexListOrders1779922000000 } from './migrations/1779922000000-IndexListOrders.js';
import { KeepProjectQuality1779922100000 } from './migrations/1779922100000-KeepProjectQuality.js';
import { ForgetFrozenEnterprises1779923000000 } from './migrations/1779923000000-ForgetFrozenEnterprises.js';
import { WidenSavedViews1779924000000 } from './migrations/1779924000000-WidenSavedViews.js';
import { IndexNarrowLists1779925000000 } from './migrations/1779925000000-IndexNarrowLists.js';
import { ChooseImportHeadings1779926000000 } from './migrations/1779926000000-ChooseImportHeadings.js';
import { IndexExtraFields1779926100000 } from './migrations/1779926100000-IndexExtraFields.js';
import { KeepCallSnoozes1779927000000 } from './migrations/1779927000000-KeepCallSnoozes.js';
import { TellWaitersMovedUp1779927100000 } from './migrations/1779927100000-TellWaitersMovedUp.js';
import { KeepStatisticUnits1779928000000 } from './migrations/1779928000000-KeepStatisticUnits.js';
import { NarrowStrongRules1779928100000 } from './migrations/1779928100000-NarrowStrongRules.js';
import { AuditChangedRowsTogether1779929000000 } from './migrations/1779929000000-AuditChangedRowsTogether.js';
import { PlanLessForPolicies1779929100000 } from './migrations/1779929100000-PlanLessForPolicies.js';
import { IndexRareRows1779929100001 } from './migrations/1779929100001-IndexRareRows.js';
import { UndoConnectorRuns1779929200000 } from './migrations/1779929200000-UndoConnectorRuns.js';
import { KeepValueAliases1779929200001 } from './migrations/1779929200001-KeepValueAliases.js';
import { CreateRecognitionBatches1779929200002 } from './migrations/1779929200002-CreateRecognitionBatches.js';
import { TieSurveyFields1779929200003 } from './migrations/1779929200003-TieSurveyFields.js';
import { GuardValueAliases1779929200004 } from './migrations/1779929200004-GuardValueAliases.js';
import { CreateMergeProposals1779929300000 } from './migrations/1779929300000-CreateMergeProposals.js';
import { IndexProjectFigures1779930100000 } from './migrations/1779930100000-IndexProjectFigures.js';
import { SurveyByLevel1779930200000 } from './migrations/1779930200000-SurveyByLevel.js';
import { RevertProposals1779930200100 } from './migrations/1779930200100-RevertProposals.js';
import { ReachRowsOfNoArea1779930200200 } from './migrations/1779930200200-ReachRowsOfNoArea.js';
import { ImportNeeds1779930400000 } from './migrations/1779930400000-ImportNeeds.js';
import { FoldSearchTexts1779930400001 } from './migrations/1779930400001-FoldSearchTexts.js';
import { CountProjectLand1779930500000 } from './migrations/1779930500000-CountProjectLand.js';
import { KeepCityLists1779930510000 } from './migrations/1779930510000-KeepCityLists.js';
import { KeepElementVerdicts1779930520000 } from './migrations/1779930520000-KeepElementVerdicts.js';
import { DeriveValidity1779930530000 } from './migrations/1779930530000-DeriveValidity.js';
import { KeepConfirmations1779930540000 } from './migrations/1779930540000-KeepConfirmations.js';
import { CountProjectLands1779930600000 } from './migrations/1779930600000-CountProjectLands.js';
import { KeepImportAliases1779930800000 } from './migrations/1779930800000-KeepImportAliases.js';
import { TieParks1779930810000 } from './migrations/1779930810000-TieParks.js';
import { ConfirmDisputedTitles1779931000000 } from './migrations/1779931000000-ConfirmDisputedTitles.js';
import { DescribeElementNeeds1779931010000 } from './migrations/1779931010000-DescribeElementNeeds.js';
import { MarkMoreExamples1779931020000 } from './migrations/1779931020000-MarkMoreExamples.js';
import { ListLandNeeds1779931030000 } from './migrations/1779931030000-ListLandNeeds.js';
import { SetOtherKindsAside1779931040000 } from './migrations/1779931040000-SetOtherKindsAside.js';
import { CreateListProposals1779931100000 } from './migrations/1779931100000-CreateListProposals.js';
import { KnowImportSheets1779931200000 } from './migrations/1779931200000-KnowImportSheets.js';
import { CreateEnterpriseSites1779931300000 } from './migrations/1779931300000-CreateEnterpriseSites.js';
import { UndoRunsInPart1779931310000 } from './migrations/1779931310000-UndoRunsInPart.js';
import { CheckRecognitionsAsJob1779931320000 } from './migrations/1779931320000-CheckRecognitionsAsJob.js';
import { PlanFunding1779931400000 } from './migrations/1779931400000-PlanFunding.js';
import { LinkSuccessors1779931410000 } from './migrations/1779931410000-LinkSuccessors.js';
import { GuaranteeForest1779931420000 } from './migrations/1779931420000-GuaranteeForest.js';
import { KeepLandListVersions1779931430000 } from './migrations/1779931430000-KeepLandListVersions.js';
import { UpholdDisputedReservations1779931440000 } from './migrations/1779931440000-UpholdDisputedReservations.js';
import { TieProjectParks1779931450000 } from './migrations/1779931450000-TieProjectParks.js';
import { ReadAlikeSheets1779931500000 } from './migrations/1779931500000-ReadAlikeSheets.js';
import { KeepPairFits1779931600000 } from './migrations/1779931600000-KeepPairFits.js';
import { SetInitialPasswords1779931800000 } from './migrations/1779931800000-SetInitialPasswords.js';
import { ReplaceReturnedFunds1779931810000 } from './migrations/1779931810000-ReplaceReturnedFunds.js';
import { ClearImportRows1779932100000 } from './migrations/1779932100000-ClearImportRows.js';
import { CountSignInsByAddress1779932110000 } from './migrations/1779932110000-CountSignInsByAddress.js';

/** All migrations, oldest first. */
export const MIGRATIONS = [
  CreateFoundation1779900000000,
  CreateRegisters1779900100000,
  CreateLeadsAndFunds1779900200000,
  CreateMatches1779900300000,
  CreateTransfers1779900400000,
  KeepHiddenWordsOutOfSearch1779900500000,
  CloseSecondWall1779900600000,
  CreateEnterprisePauses1779901000000,
  CreateLearning1779901010000,
  CreateNeeds1779902000000,
  CreateAllocations1779902100000,
  CreateExchangePackages1779902200000,
  CreateIndustryChains1779903000000,
  SplitMatchRunsIntoSteps1779904000000,
  KeepMatchArtifacts1779904100000,
  KeepMatchEnterprisesByRow1779910000000,
  GradeSupplies1779911000000,
  KeepPairPoints1779911100000,
  ShowExploration1779911200000,
  FlagRisks1779911300000,
  CreateChangeJournal1779912000000,
  KeepImportMappings1779912100000,
  KeepOriginalAuthors1779912200000,
  WriteManyRowsFast1779912300000,
  KeyDuplicates1779913000000,
  CreateDuplicates1779913100000,
  CreateSupplyLedger1779914000000,
  CreateExtraFields1779914100000,
  CreateParkRegister1779914200000,
  KeepPackagesInLedger1779914300000,
  RuleReservationsInMerges1779914400000,
  CreateReviews1779915000000,
  MeasureReserve1779915100000,
  CreateAttachmentsAndComments1779916000000,
  CreateSavedViews1779917000000,
  CreateBulkEdits1779917100000,
  RuleFrozenMatchRows1779918000000,
  AskBeforeImportingDoubles1779918100000,
  KeepAccessExplanations1779918200000,
  KeepEnterpriseContacts1779919000000,
  KeepGroupRelations1779919100000,
  KeepIntegrityChecks1779919200000,
  GovernGrades1779919300000,
  OrderByLastContact1779919310000,
  CreateSignals1779919400000,
  CreateConnectors1779919500000,
  CreateSurveys1779920000000,
  IndexListOrders1779922000000,
  KeepProjectQuality1779922100000,
  ForgetFrozenEnterprises1779923000000,
  WidenSavedViews1779924000000,
  IndexNarrowLists1779925000000,
  ChooseImportHeadings1779926000000,
  IndexExtraFields1779926100000,
  KeepCallSnoozes1779927000000,
  TellWaitersMovedUp1779927100000,
  KeepStatisticUnits1779928000000,
  NarrowStrongRules1779928100000,
  AuditChangedRowsTogether1779929000000,
  PlanLessForPolicies1779929100000,
  IndexRareRows1779929100001,
  UndoConnectorRuns1779929200000,
  KeepValueAliases1779929200001,
  CreateRecognitionBatches1779929200002,
  TieSurveyFields1779929200003,
  GuardValueAliases1779929200004,
  CreateMergeProposals1779929300000,
  IndexProjectFigures1779930100000,
  SurveyByLevel1779930200000,
  RevertProposals1779930200100,
  ReachRowsOfNoArea1779930200200,
  ImportNeeds1779930400000,
  FoldSearchTexts1779930400001,
  CountProjectLand1779930500000,
  KeepCityLists1779930510000,
  KeepElementVerdicts1779930520000,
  DeriveValidity1779930530000,
  KeepConfirmations1779930540000,
  CountProjectLands1779930600000,
  KeepImportAliases1779930800000,
  TieParks1779930810000,
  ConfirmDisputedTitles1779931000000,
  DescribeElementNeeds1779931010000,
  MarkMoreExamples1779931020000,
  ListLandNeeds1779931030000,
  SetOtherKindsAside1779931040000,
  CreateListProposals1779931100000,
  KnowImportSheets1779931200000,
  CreateEnterpriseSites1779931300000,
  UndoRunsInPart1779931310000,
  CheckRecognitionsAsJob1779931320000,
  PlanFunding1779931400000,
  LinkSuccessors1779931410000,
  GuaranteeForest1779931420000,
  KeepLandListVersions1779931430000,
  UpholdDisputedReservations1779931440000,
  TieProjectParks1779931450000,
  ReadAlikeSheets1779931500000,
  KeepPairFits1779931600000,
  SetInitialPasswords1779931800000,
  ReplaceReturnedFunds1779931810000,
  ClearImportRows1779932100000,
  CountSignInsByAddress1779932110000,
];
